// The words for how a device is reached, as campus.yaml names it.
import { parseDuration } from "#gateway/contract/time.ts";
import { defineTexts, type Language } from "../i18n/texts.ts";
import { durationText } from "./duration.ts";
import { wordOr } from "./speech.ts";

const keyTexts = defineTexts(
  "connection",
  {
    tcp: "地址和端口",
    rtuOverTcp: "串口服务器地址和端口",
    serial: "串口",
    baud: "波特率",
    parity: "校验",
    stopBits: "停止位",
    turnaround: "查询间歇",
    unit: "站号",
    timeout: "等待回应",
    chip: "GPIO 芯片",
    line: "GPIO 线",
    invert: "低电平有效",
    safe: "安全状态",
    bias: "上拉或下拉",
    debounce: "去抖时间",
    ping: "Ping 地址",
    count: "每次 Ping 个数",
    connect: "TCP 地址和端口",
    url: "网址",
    dns: "要解析的域名",
    resolver: "域名服务器",
    neighbours: "网段",
    sweep: "逐个地址查询",
    nut: "upsd 地址",
    ups: "UPS 名称",
    username: "用户名",
    passwordFile: "密码文件",
    snmp: "SNMP 地址",
    communityFile: "团体名文件",
    version: "SNMP 版本",
    user: "用户名",
    auth: "认证算法",
    authFile: "认证密码文件",
    privacy: "加密算法",
    privacyFile: "加密密码文件",
    uplinks: "上联端口",
    of: "取自设备",
    inputs: "输入",
    devices: "设备",
    profiles: "设备模板",
    oldest: "输入最长有效期",
    window: "时间窗口",
    least: "最小平均值",
    wrapsAt: "计数器翻转值",
    reserve: "保留电量 (%)",
    difference: "最小温差 (℃)",
    current: "最小电流 (A)",
    for: "持续时间",
  },
  {
    tcp: "Address and port",
    rtuOverTcp: "Serial server, address and port",
    serial: "Serial port",
    baud: "Baud rate",
    parity: "Parity",
    stopBits: "Stop bits",
    turnaround: "Pause between requests",
    unit: "Unit",
    timeout: "Wait for an answer",
    chip: "GPIO chip",
    line: "GPIO line",
    invert: "Active low",
    safe: "Safe state",
    bias: "Pull-up or pull-down",
    debounce: "Debounce",
    ping: "Address to ping",
    count: "Pings each time",
    connect: "TCP address and port",
    url: "Web address",
    dns: "Name to resolve",
    resolver: "Name server",
    neighbours: "Network",
    sweep: "Ask each address",
    nut: "Address of upsd",
    ups: "Name of the UPS",
    username: "User name",
    passwordFile: "Password file",
    snmp: "SNMP address",
    communityFile: "Community file",
    version: "SNMP version",
    user: "User name",
    auth: "Authentication",
    authFile: "Authentication password file",
    privacy: "Encryption",
    privacyFile: "Encryption password file",
    uplinks: "Uplink ports",
    of: "Computed from",
    inputs: "Inputs",
    devices: "Devices",
    profiles: "Profiles",
    oldest: "Oldest input",
    window: "Window",
    least: "Least mean",
    wrapsAt: "Counter rolls over at",
    reserve: "Reserve (%)",
    difference: "Least difference (°C)",
    current: "Least current (A)",
    for: "For",
  },
);

const DURATIONS: ReadonlySet<string> = new Set(["timeout", "debounce", "turnaround"]);

/** `站号`; a key that is not known here is shown as it is. */
export function connectionKey(key: string, language: Language): string {
  return wordOr(keyTexts, language, key) ?? key;
}

/** `1 秒` for durations, everything else as it is written. */
export function connectionValue(key: string, value: unknown, language: Language): string {
  if (typeof value === "object") return JSON.stringify(value);
  const text = String(value);
  return DURATIONS.has(key) && parseDuration(text) !== null ? durationText(text, language) : text;
}
