/* A figure of the server as Plotly draws it at some width: the same ranges, ticks and values. Where there is no room for labels
   at the ends of lines, the key above the chart names them. Pure: reads no page. */
"use strict";

(() => {
  const charts = (window.sendprogCharts ??= {});
  const CHARACTER = 8;
  const GAP = 10;
  const INK = "#0b0c0c";

  /* How many times larger than usual the reader's letters are. */
  const scaleOf = (layout) => layout.meta.scale ?? 1;

  /* The width in px of the longest line of a label. */
  const widthOf = (label, scale) => Math.max(...label.split("<br>").map((line) => line.length)) * CHARACTER * scale;

  /* The figure with letters so many times as large, and room for them. */
  charts.enlarged = (figure, scale) => {
    const { data, layout } = structuredClone(figure);
    for (const side of Object.keys(layout.margin)) layout.margin[side] *= scale;
    for (const note of layout.annotations ?? []) {
      for (const length of ["xshift", "yshift", "ax", "ay"]) if (length in note) note[length] *= scale;
      if (note.font?.size) note.font.size *= scale;
    }
    for (const trace of data) if (trace.textfont?.size) trace.textfont.size *= scale;
    layout.font.size *= scale;
    layout.width *= scale;
    layout.height *= scale;
    layout.meta = { ...layout.meta, scale };
    return { data, layout };
  };

  /* Some of the labels within a range, evenly spread, so that none touches its neighbour; the last is always one. */
  function thinnedTicks(labels, [low, high], width, scale) {
    const places = [...labels.keys()].filter((place) => place >= low && place <= high);
    const widest = Math.max(...places.map((place) => widthOf(labels[place], scale))) + GAP;
    const step = Math.max(1, Math.ceil((widest * (high - low)) / width));
    const last = places.length - 1;
    const tickvals = places.filter((_, index) => index === last || (index % step === 0 && last - index >= step));
    return { tickvals, ticktext: tickvals.map((place) => labels[place]) };
  }

  const isKeyOfBars = (figure) => figure.data.length > 1 && figure.data[0].type === "bar";

  const levelsOf = (figure) => (figure.layout.shapes ?? []).filter((shape) => shape.type === "line");

  /* The series and levels to show or hide: name, colour, and dash of a line or null for bars. */
  charts.partsOf = (figure) => {
    const parts = new Map();
    for (const { legendgroup: name, type, marker, line } of figure.data) {
      if (!name || parts.has(name)) continue;
      parts.set(name, type === "bar" ? { name, colour: marker.color, dash: null } : { name, colour: line.color, dash: line.dash });
    }
    for (const { name, line } of levelsOf(figure)) parts.set(name, { name, colour: line.color, dash: line.dash });
    return [...parts.values()];
  };

  /* Labels beside lines go where there is no room for them; those of levels move into the plot. */
  function annotationFor(note, keyIsAbove, hidden, levels) {
    const isLevel = levels.some((level) => level.name === note.name);
    const visible = !hidden.has(note.name) && (isLevel || !keyIsAbove);
    const inside = { showarrow: false, xanchor: "right", yanchor: "bottom", xshift: 0, yshift: 0 };
    return { ...note, visible, ...(keyIsAbove ? inside : {}) };
  }

  function titleOfAxis(layout) {
    const text = layout.yaxis.title?.text;
    if (!text) return [];
    const at = { xref: "paper", yref: "paper", x: 0, y: 1, xanchor: "left", yanchor: "bottom" };
    return [{ text, showarrow: false, xshift: -layout.margin.l, yshift: 8, ...at }];
  }

  /* Whether labels beside lines would leave the plot too narrow. */
  charts.isNarrow = (figure, width) => width < figure.layout.width;

  /* The range of the x axis as the server set it. */
  charts.wholeRange = (figure) => figure.layout.xaxis.range;

  charts.layoutFor = (figure, width, range, hidden) => {
    const { title, ...layout } = structuredClone(figure.layout);
    const isNarrow = charts.isNarrow(figure, width);
    const keyIsAbove = isKeyOfBars(figure) || isNarrow;
    const notes = (layout.annotations ?? []).map((note) => annotationFor(note, keyIsAbove, hidden, levelsOf(figure)));
    const labels = layout.meta.labels;
    const scale = scaleOf(layout);
    const margin = { ...layout.margin };
    if (keyIsAbove) margin.r = Math.max(12, widthOf(labels.at(-1) ?? "", scale) / 2 + 4);
    /* Plotly hides a label that goes a pixel past its box, the last one most of all. */
    const xaxis = { ...layout.xaxis, fixedrange: false, tickangle: 0, ticklabelstandoff: 6, ticklabeloverflow: "allow" };
    if (range || isNarrow) {
      const shown = range ?? xaxis.range;
      Object.assign(xaxis, { range: shown }, thinnedTicks(labels, shown, width - margin.l - margin.r, scale));
    }
    return {
      ...layout,
      width,
      height: layout.height * (width > 700 ? 1.4 : 1),
      margin,
      xaxis,
      yaxis: { ...layout.yaxis, title: undefined, tickangle: 0, ticklabelstandoff: 6 },
      annotations: [...notes, ...titleOfAxis(layout)],
      shapes: levelsOf(figure).map((level) => ({ ...level, visible: !hidden.has(level.name) })),
      dragmode: matchMedia("(pointer: coarse)").matches ? false : "zoom",
      hovermode: "closest",
      hoverdistance: 40,
      hoverlabel: { align: "left", bgcolor: "#ffffff", bordercolor: INK, font: { color: INK, size: 15 * scale } },
    };
  };

  /* Text over several lines, as hover labels need where the chart is narrow. */
  function wrapped(text, characters) {
    const lines = [""];
    for (const word of text.split(" ")) {
      const line = `${lines.at(-1)} ${word}`.trim();
      if (line.length > characters && lines.at(-1)) lines.push(word);
      else lines[lines.length - 1] = line;
    }
    return lines.join("<br>");
  }

  charts.tracesFor = (figure, width, hidden) =>
    structuredClone(figure.data).map((trace) => ({
      ...trace,
      visible: !hidden.has(trace.legendgroup),
      hovertext: trace.hovertext?.map((text) => wrapped(text, Math.max(18, width / (14 * scaleOf(figure.layout))))),
      ...(charts.isNarrow(figure, width) && trace.text ? { textposition: "none" } : {}),
    }));
})();
