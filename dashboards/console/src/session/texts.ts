// Texts of the way in.
import { defineTexts } from "../i18n/texts.ts";

export const sessionTexts = defineTexts(
  "session",
  {
    signIn: "登录",
    username: "用户名",
    password: "密码",
    usernameNeeded: "请输入用户名",
    passwordNeeded: "请输入密码",
    forgot: "忘记密码：请在校园网关主机上运行 npm run recover，再用得到的代码设置新密码。",
  },
  {
    signIn: "Sign in",
    username: "User name",
    password: "Password",
    usernameNeeded: "Enter the user name",
    passwordNeeded: "Enter the password",
    forgot:
      "Forgot the password? Run npm run recover on the gateway's machine and set a new one with the code it prints.",
  },
);
