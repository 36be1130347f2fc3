/** What went wrong with a request, in a sentence for the user. */

const SENTENCES = {
  0: "网络不太稳定，正在重新连接，消息不会丢失。",
  401: "对话已过期，请重新开始。",
  403: "当前页面没有权限使用在线咨询。",
  404: "对话已过期，请重新开始。",
  413: "内容太长了，请精简后再发。",
  422: "这条消息无法识别，请换一种说法。",
  429: "您发送得有点快，请稍候。",
  500: "系统出了点问题，请稍后再试。",
  503: "服务正忙，消息会稍后自动重发。",
};
const AGAIN = new Set([0, 408, 425, 429, 500, 502, 503, 504]);

export class Problem extends Error {
  /**
   * @param {number} status HTTP status, 0 when no answer came
   * @param {string} [title] the problem document's own sentence
   * @param {number} [retryAfter] seconds
   */
  constructor(status, title, retryAfter) {
    const chinese = typeof title === "string" && /\p{Script=Han}/u.test(title) && title.length <= 120;
    super(chinese ? title : SENTENCES[status] || SENTENCES[status >= 500 ? 500 : 422]);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** Whether the same request may succeed later. */
  get passing() {
    return AGAIN.has(this.status);
  }

  /** Read a refusal: an RFC 9457 document, or whatever a proxy put in its place. */
  static async of(response) {
    const seconds = Number(response.headers.get("Retry-After"));
    const isDocument = (response.headers.get("Content-Type") || "").startsWith("application/problem+json");
    const document = isDocument ? await readDocument(response) : {};
    return new Problem(response.status, document.title, Number.isFinite(seconds) && seconds > 0 ? seconds : undefined);
  }
}

async function readDocument(response) {
  try {
    return Object(await response.json());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {}; // cut short on the way: the status says enough
  }
}
