"use strict";
for (const chart of document.querySelectorAll(".chart")) {
  const figure = JSON.parse(chart.querySelector("script").textContent);
  const style = getComputedStyle(document.body);
  figure.layout.font = Object.assign(
    {color: style.color, family: style.fontFamily, size: 13}, figure.layout.font);
  Plotly.newPlot(chart, figure.data, figure.layout, {displayModeBar: false, responsive: true});
}
for (const field of document.querySelectorAll(".table input")) {
  const rows = field.parentElement.querySelectorAll("tbody tr");
  field.addEventListener("input", () => {
    const wanted = field.value.toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
}
