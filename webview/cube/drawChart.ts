/** The drawing of a chart, loaded when the first one is shown. */
import * as Plot from '@observablehq/plot';
import { type ChartData, mostSeries } from './chartData.ts';

/** As variables of cube.css, so that they change with the theme. */
const colourOf = (series: number) => `var(--series-${series % mostSeries})`;

/**
 * An SVG. Plot's own style element is taken out, as the page's policy forbids it: its rules are in cube.css.
 * @param size in pixels
 */
export function drawChart(
  data: ChartData,
  label: string,
  size: { readonly width: number; readonly height: number },
): SVGElement {
  const many = data.series.length > 1;
  const fill = many ? 'series' : colourOf(0);
  const longest = Math.max(0, ...data.xs.map((x) => x.length));
  const crowded = data.xs.length * Math.min(longest, 16) * 7 > size.width;
  const drawn = Plot.plot({
    className: 'strata-plot',
    width: size.width,
    height: size.height,
    marginLeft: data.type === 'heat' ? Math.min(20 + Math.max(...data.series.map((s) => s.length)) * 7, 200) : 70,
    marginBottom: crowded ? Math.min(30 + longest * 5, 120) : 36,
    ariaLabel: label,
    x: {
      domain: [...data.xs],
      label: null,
      ...(data.type === 'line' ? { type: 'point' as const } : { type: 'band' as const }),
      tickRotate: crowded ? -45 : 0,
      ...(data.xs.length > 40 ? { ticks: data.xs.filter((_, i) => i % Math.ceil(data.xs.length / 20) === 0) } : {}),
    },
    y:
      data.type === 'heat'
        ? { domain: [...data.series], label: null }
        : { label: null, grid: true, tickFormat: data.percent ? '.0%' : 's', zero: true },
    color:
      data.type === 'heat'
        ? { type: 'linear', scheme: 'blues' }
        : {
            domain: [...data.series],
            range: data.series.map((_, i) => colourOf(i)),
            legend: false,
          },
    marks: marksOf(data, fill),
  });
  const svg = drawn instanceof SVGElement ? drawn : drawn.querySelector('svg')!;
  for (const style of svg.querySelectorAll('style')) style.remove();
  svg.setAttribute('role', 'img');
  return svg as SVGElement;
}

function marksOf({ type, marks, series }: ChartData, fill: string): Plot.Markish[] {
  const title = (mark: ChartData['marks'][number]) => [mark.x, mark.series, mark.text].filter(Boolean).join('\n');
  const data = [...marks];
  switch (type) {
    case 'line':
      return [
        Plot.ruleY([0]),
        Plot.lineY(data, { x: 'x', y: 'y', stroke: series.length > 1 ? 'series' : fill, z: 'series', strokeWidth: 2 }),
        Plot.dot(data, { x: 'x', y: 'y', fill, r: 3, title }),
      ];
    case 'heat':
      return [Plot.cell(data, { x: 'x', y: 'series', fill: 'y', inset: 0.5, title })];
    case 'bar':
      return series.length > 1
        ? [Plot.ruleY([0]), Plot.barY(data, Plot.stackY({}, { x: 'x', y: 'y', fill, title }))]
        : [Plot.ruleY([0]), Plot.barY(data, { x: 'x', y: 'y', fill, title })];
    case 'stacked':
      return [Plot.ruleY([0]), Plot.barY(data, Plot.stackY({}, { x: 'x', y: 'y', fill, title }))];
  }
}
