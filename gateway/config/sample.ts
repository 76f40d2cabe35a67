// A small campus.yaml that works as it stands; it is printed in docs/campus-yaml.md.

export const SAMPLE = `campus: { id: no3-middle, name: 第三中学, timezone: Asia/Shanghai }
listen: { http: 127.0.0.1:8080, https: 0.0.0.0:8443, mqtts: 0.0.0.0:8883 }
journal: { keepReadings: 7d, keepOther: 190d, maxSize: 8GB }
places:
  - { id: main-building, name: 教学楼, class: other }
  - { id: machine-room-1, name: 网络机房, class: machine-room, key: true, within: main-building }
devices:
  - id: mr1-th
    name: 一号机房温湿度
    driver: mqtt
    profile: native
    place: machine-room-1
    credential: { sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 }
    points: { temperature: { unit: Cel, name: 进风温度, deadband: 0.1 } }
alarms:
  - id: hot-high
    device: mr1-th
    point: temperature
    above: 28
    deadband: 1
    onDelay: 60s
    severity: high
    text: { zh-CN: 温度高, en: Hot }
  - { id: silent, place: machine-room-1, point: temperature, noData: 10min, severity: medium }
duty:
  posts:
    - { id: guard, name: 门卫室, signOnWithin: 15min }
    - { id: it-teacher, name: 信息技术教师 }
notify:
  roads:
    - { id: speaker, kind: post, name: 门卫室喇叭 }
    - { id: group, kind: dingtalk, name: 值班群, urlFile: group.url, secretFile: group.secret }
  plans:
    - id: machine-room
      places: [machine-room-1]
      steps:
        - { to: guard, by: [speaker, group] }
        - { after: 2min, to: it-teacher, by: [group] }
`;
