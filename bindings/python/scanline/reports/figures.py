"""Plotly figures in the look of the pages: colours that hold on a light and on a dark ground, no
frame. The page gives them its font and the colour of its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional

#: One colour a series, told apart by those who do not see red and green as well (Okabe and Ito).
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#999999")

#: What damage is shown in.
VERDICT_COLOURS = {
    "ok": "#009e73",
    "salvageable": "#e69f00",
    "corrupt": "#d55e00",
    "unsupported": "#56b4e9",
    "hostile": "#cc79a7",
}


def bars(
    title: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float]],
    *,
    colours: Optional[Mapping[str, str]] = None,
    stacked: bool = True,
    y_title: str = "",
) -> Any:
    """Bars over ``labels``, a colour a series."""
    graph = _graph_objects()
    figure = graph.Figure()
    for index, (name, values) in enumerate(series.items()):
        colour = (colours or {}).get(name, COLOURS[index % len(COLOURS)])
        # Labels are names of files and folders, hence no markup and no numbers.
        figure.add_bar(
            x=[plain(each) for each in labels],
            y=list(values),
            name=plain(name),
            marker_color=colour,
        )
    figure.update_layout(barmode="stack" if stacked else "group", showlegend=len(series) > 1)
    figure.update_xaxes(type="category")
    return with_look(figure, title, y_title=y_title)


def lines(
    title: str,
    x: Sequence[float],
    series: Mapping[str, Sequence[Optional[float]]],
    *,
    x_title: str = "",
    y_title: str = "",
    logarithmic: bool = False,
) -> Any:
    """A line a series over common ``x``; None leaves a gap."""
    graph = _graph_objects()
    figure = graph.Figure()
    for index, (name, values) in enumerate(series.items()):
        figure.add_scatter(
            x=list(x),
            y=list(values),
            name=plain(name),
            mode="lines+markers",
            marker={"size": 5},
            line_color=COLOURS[index % len(COLOURS)],
        )
    if logarithmic:
        figure.update_yaxes(type="log")
    figure.update_layout(showlegend=len(series) > 1)
    return with_look(figure, title, x_title=x_title, y_title=y_title)


def empty() -> Any:
    """A figure to add traces to, for :func:`with_look`."""
    return _graph_objects().Figure()


def with_look(figure: Any, title: str, *, x_title: str = "", y_title: str = "") -> Any:
    """Gives any figure the pages' look. The title stands above it on the page, where no legend can lie
    over it, however many lines that has."""
    grid = "rgba(128, 128, 128, 0.25)"
    figure.update_layout(
        template="none",
        meta={"title": title},
        margin={"l": 56, "r": 12, "t": 16, "b": 48},
        height=320,
        paper_bgcolor="rgba(0, 0, 0, 0)",
        plot_bgcolor="rgba(0, 0, 0, 0)",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 1, "xanchor": "right"},
    )
    figure.update_xaxes(title_text=plain(x_title), gridcolor=grid, automargin=True)
    figure.update_yaxes(
        title_text=plain(y_title), gridcolor=grid, zerolinecolor=grid, automargin=True
    )
    return figure


def plain(text: str) -> str:
    """A text as plotly shows it letter by letter: it takes ``<b>`` and entities for markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _graph_objects() -> Any:
    try:
        import plotly.graph_objects
    except ImportError as error:
        raise ImportError(
            "plotly is not installed; reports need it: pip install 'scanline[report]'"
        ) from error
    return plotly.graph_objects
