// What people type when they look for something: other words for the same thing. They are searched, never printed.

const WORDS: readonly (readonly [ids: RegExp, heard: string])[] = [
  [/(^|-)(reader|door)|access/, "读卡器 刷卡机 人脸机 人脸终端 门禁 card reader"],
  [/^mqtt$/, "物联网 推送"],
  [/^modbus$/, "串口 485 rs485 plc"],
  [/^gpio$|dry-contact|relay|io-8ch/, "开关量 干接点 继电器 DI DO"],
  [/^(xy-md02|rs-ws-n01)$/, "温湿度 温度 湿度 传感器 sensor"],
  [/^sdm/, "电表 电量 电力 meter"],
  [/^machine-room$/, "网络机房 网络中心 中心机房 机房 server room"],
  [/^guard-room$/, "门卫室 传达室 保安室"],
  [/^monitor-room$/, "监控室 安防控制室 监控中心"],
  [/^power-room$/, "配电室 配电房"],
  [/^computer-room$/, "计算机教室 微机室 学生机房"],
  [/^dormitory/, "宿舍 寝室"],
  [/^canteen$|^kitchen$/, "食堂 餐厅 厨房"],
  [/^gate$/, "校门 大门 门口"],
];

/** Other words for whatever these ids (profile, driver, class of a place) stand for. */
export function alsoHeard(...ids: readonly string[]): string {
  return WORDS.filter(([pattern]) => ids.some((id) => pattern.test(id)))
    .map(([, heard]) => heard)
    .join(" ");
}
