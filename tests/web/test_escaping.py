"""What templates put out is escaped as MarkupSafe escapes it."""

import markupsafe
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from web.escaping import escape, register


class Drawn:
    """Something that knows its own markup."""

    def __html__(self) -> str:
        return "<b>&amp;</b>"


@given(st.text() | st.text("&<>\"'ab"))
def test_a_text_is_escaped_as_markupsafe_does(text: str) -> None:
    assert escape(text) == str(markupsafe.escape(text))


def test_markup_and_other_values_are_escaped_as_markupsafe_does() -> None:
    for value in (
        markupsafe.Markup("<i>1 &amp; 2</i>"),
        Drawn(),
        7,
        1.5,
        None,
        True,
        ["<"],
        TextOfItsOwn("<"),
    ):
        assert escape(value) == str(markupsafe.escape(value))


class TextOfItsOwn(str):
    """A text of another class, which may know its own markup."""

    def __html__(self) -> str:
        return "<wbr>"


def test_the_templates_of_the_front_end_escape_what_they_put_out(client: FlaskClient) -> None:
    template = client.application.jinja_env.from_string(
        "{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}{{ value }}{{ m(value) }}"
    )
    assert template.render(value="<a title='\"&\"'>") == (
        "&lt;a title=&#39;&#34;&amp;&#34;&#39;&gt;<i>&lt;a title=&#39;&#34;&amp;&#34;&#39;&gt;</i>"
    )


def test_a_compiled_template_calls_our_function() -> None:
    environment = Environment(autoescape=True)
    register(environment)
    source = environment.compile("{{ x }}", raw=True)
    names: dict[str, object] = {"environment": environment, "__file__": None}
    exec(source, names)  # as Jinja does with it
    assert names["escape"] is escape
