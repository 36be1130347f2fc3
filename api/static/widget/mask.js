/** What the tab keeps of a message once it has been sent: the service keeps codes and numbers of persons masked too. */

// No look-behind: Safari learnt it only in 16.4, and a pattern it cannot read stops the whole page.
const CODE = /(^|\D)\d{6}(?!\d)/;
const PHONE = /(^|\D)(1[3-9]\d)\d{4}(\d{4})(?!\d)/g;
const IDENTITY = /(^|[^\dA-Za-z])(\d{6})\d{8}(\d{3}[\dXx])(?![\dA-Za-z])/g;
const LONGEST_CODE_MESSAGE = 24; // "验证码是 123456，谢谢": a longer text that holds six digits is a question

/** Return the text with phone numbers, identity numbers and one-time codes covered. */
export function maskForKeeping(text) {
  const masked = text.replace(PHONE, "$1$2****$3").replace(IDENTITY, "$1$2********$3");
  return masked.length <= LONGEST_CODE_MESSAGE ? masked.replace(CODE, "$1******") : masked;
}
