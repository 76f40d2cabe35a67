// `node provisioning/new-device-secret.ts ID`: makes the secret of one device, shows it once, and the lines for campus.yaml.
import { stringify } from "yaml";
import { isId } from "#gateway/contract/ids.ts";
import { newDeviceSecret, sha256OfSecret } from "./device-secret.ts";

const id = process.argv[2];
if (id === undefined || !isId(id)) {
  console.error("Usage: node provisioning/new-device-secret.ts ID");
  console.error(
    "ID is the device's id in campus.yaml: 1 to 32 of a-z, 0-9, - and _, beginning with a letter or digit.",
  );
  process.exitCode = 64;
} else {
  const secret = newDeviceSecret();
  console.log(`# Give this secret to the device as its MQTT password (user name and client id: ${id}).
# It is shown only now and stored nowhere; campus.yaml gets its SHA-256.
# 把这个密钥填到设备的 MQTT 密码里（用户名和客户端 ID 都是 ${id}）。密钥只显示这一次，不会保存。
secret: ${secret}

# In campus.yaml, below devices: / 写入 campus.yaml 的 devices: 下面：
  - id: ${stringify(id).trim()}
    name: ${id}
    driver: mqtt
    profile: native
    credential: { sha256: ${sha256OfSecret(secret)} }`);
}
