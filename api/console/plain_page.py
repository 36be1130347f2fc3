"""Pages without a session or without a working console behind them: plain HTML, no script but the sign-in form's."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · 店小二工作台</title>
<link rel="icon" href="/static/console/mark.svg">
<link rel="stylesheet" href="/static/console/theme.css">
<link rel="stylesheet" href="/static/console/plain.css">
</head>
<body class="plain">
<main class="plain-card">
<p class="brand"><img src="/static/console/mark.svg" alt="" width="30" height="30"><b>店小二</b><span>{owner}</span></p>
{content}
</main>
</body>
</html>
"""

_SIGN_IN = """<h1>登录工作台</h1>
<form id="sign-in" method="post" data-next="{destination}" novalidate>
<label for="name">用户名</label>
<input id="name" name="name" autocomplete="username" autocapitalize="none" spellcheck="false"
  maxlength="100" autofocus required>
<label for="password">密码</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="200" required>
<p id="problem" class="problem" role="alert" hidden></p>
<button type="submit" class="primary">登录</button>
</form>
<noscript><p class="problem">请在浏览器中启用 JavaScript 后登录。</p></noscript>
<p class="hint">{hint}</p>
<script src="/static/console/sign_in.js"></script>"""

_REFUSAL = """<h1>{title}</h1>
<p class="lead">{text}</p>
<p><a class="primary" href="/">返回首页</a></p>"""


def _page(status: int, title: str, content: str, owner: str = "工作台") -> HTMLResponse:
    html = _PAGE.format(title=escape(title), owner=escape(owner), content=content)
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"}
    return HTMLResponse(html, status_code=status, headers=headers)


def sign_in_page(*, bureau_name: str | None, demo: bool, destination: str) -> HTMLResponse:
    """Return the sign-in page, which leads on to `destination`: a page of this console (`own_page`)."""
    hint = "每一次查询都会留痕；用毕请退出登录。"
    if demo:
        hint = "演示环境：首次启动时，用户名 admin 和初始密码显示在启动窗口中。" + hint
    content = _SIGN_IN.format(hint=hint, destination=escape(destination))
    return _page(200, "登录", content, bureau_name or "工作台")


def forbidden_page(name: str, role_label: str) -> HTMLResponse:
    """Return the page shown to staff whose role does not include what they opened."""
    text = f"{escape(name)}，您的角色是“{escape(role_label)}”，无权查看此页；这次访问已记录。如需开通，请联系管理员。"
    return _refusal(403, "没有权限", text)


def not_found_page() -> HTMLResponse:
    """Return the page for an address that is none of ours."""
    return _refusal(404, "没有找到这个页面", "地址可能有误，或页面已经调整。")


def unknown_host_page() -> HTMLResponse:
    """Return the page for who asks under a name that is not the console's."""
    text = "工作台没有登记这个访问地址。请改用登记过的地址；要登记，请管理员把主机名写进 DXE_CONSOLE_HOSTS。"
    return _refusal(421, "访问地址不符", text)


def busy_page() -> HTMLResponse:
    """Return the page shown while the database is down or locked."""
    page = _refusal(503, "系统繁忙", "数据库暂时没有响应，请几秒后刷新本页。您刚才的操作没有生效。")
    page.headers["Retry-After"] = "5"
    return page


def _refusal(status: int, title: str, text: str) -> HTMLResponse:
    return _page(status, title, _REFUSAL.format(title=escape(title), text=text))
