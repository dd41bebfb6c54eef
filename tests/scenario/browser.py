"""A browser without JavaScript: follows links and fills forms with requests and the standard library's HTML parser."""
import html.parser
import urllib.parse

import requests


class Form:
    """One form of a page: where it goes and what it holds."""

    def __init__(self, action, method, enctype):
        self.action, self.method, self.enctype = action, method, enctype
        self.fields = {}
        self.choices = {}  # name -> values of its radio buttons or options
        self.buttons = []  # (name, value) of its submit buttons


class _Forms(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms = []
        self.select = None
        self.textarea = None

    def handle_starttag(self, tag, attributes):
        at = dict(attributes)
        if tag == "form":
            self.forms.append(Form(at.get("action", ""), at.get("method", "get").lower(), at.get("enctype")))
        if not self.forms:
            return
        form = self.forms[-1]
        name = at.get("name")
        if tag == "input" and name:
            kind = at.get("type", "text")
            if kind in ("radio", "checkbox"):
                form.choices.setdefault(name, []).append(at.get("value", "on"))
                if "checked" in at:
                    form.fields[name] = at.get("value", "on")
            elif kind == "submit":
                form.buttons.append((name, at.get("value", "")))
            elif kind != "file":
                form.fields[name] = at.get("value", "")
        elif tag == "button":
            form.buttons.append((name, at.get("value", "")))
        elif tag == "textarea" and name:
            self.textarea = name
            form.fields[name] = ""
        elif tag == "select" and name:
            self.select = name
            form.choices.setdefault(name, [])
        elif tag == "option" and self.select:
            form.choices[self.select].append(at.get("value", ""))
            if "selected" in at or self.select not in form.fields:
                form.fields[self.select] = at.get("value", "")

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None
        if tag == "textarea":
            self.textarea = None

    def handle_data(self, data):
        if self.textarea:
            self.forms[-1].fields[self.textarea] += data


class Browser:
    """One person's browser on one server."""

    def __init__(self, url, language="en"):
        self.url = url
        self.session = requests.Session()
        self.session.headers["Accept"] = "text/html"
        self.session.headers["Accept-Language"] = language
        self.page = None

    def open(self, path, status=200):
        self.page = self.session.get(urllib.parse.urljoin(self.url, path), timeout=20)
        assert self.page.status_code == status, f"{path} gave {self.page.status_code}: {self.page.text[:2000]}"
        return self.page

    def forms(self):
        parser = _Forms()
        parser.feed(self.page.text)
        return parser.forms

    def form(self, action):
        """The form whose action holds this text."""
        found = [form for form in self.forms() if action in form.action]
        assert found, f"no form to {action} in {self.page.url}:\n{self.page.text[:4000]}"
        return found[0]

    def submit(self, action, values=None, button=None, files=None, status=200, follow=True):
        """Fill the form and send it; the page that answers."""
        form = self.form(action)
        fields = dict(form.fields)
        if button:
            fields[button[0]] = button[1]
        unknown = [name for name in (values or {}) if name not in fields and name not in form.choices]
        assert not unknown, f"the form to {action} has no {unknown}; it has {sorted(fields)} {sorted(form.choices)}"
        fields.update(values or {})
        target = urllib.parse.urljoin(self.page.url, form.action)
        options = {"timeout": 60, "allow_redirects": follow, "headers": {"Origin": self.url}}
        if form.method == "get":
            self.page = self.session.get(target, params=fields, **options)
        elif form.enctype == "multipart/form-data":
            parts = {name: (None, value) for name, value in fields.items()}
            parts.update(files or {})
            self.page = self.session.post(target, files=parts, **options)
        else:
            self.page = self.session.post(target, data=fields, **options)
        assert self.page.status_code == status, f"{target} gave {self.page.status_code}: {self.page.text[:2000]}"
        return self.page

    def sign_in(self, name, password="correct horse battery"):
        self.open("/sign_in")
        form = next(form for form in self.forms() if "sign_in" in form.action)
        login = next(field for field in form.fields if field not in ("password", "csrf", "return_to"))
        return self.submit("sign_in", {login: name, "password": password})
