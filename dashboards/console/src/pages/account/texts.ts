// Texts of one's own account.
import { defineTexts } from "../../i18n/texts.ts";

export const accountTexts = defineTexts(
  "account",
  {
    title: "我的账号",
    who: "账号",
    username: "用户名",
    roles: "角色",
    expires: "本次登录到期",
    password: "修改密码",
    why: "修改后，您在其他电脑和手机上的登录都会失效。",
    current: "现在的密码",
    save: "保存新密码",
    done: "密码已修改，其他登录已失效。",
  },
  {
    title: "My account",
    who: "Account",
    username: "User name",
    roles: "Roles",
    expires: "This session ends",
    password: "Change the password",
    why: "All your other sessions, on other computers and phones, end with it.",
    current: "Current password",
    save: "Save the new password",
    done: "The password is changed; your other sessions have ended.",
  },
);
