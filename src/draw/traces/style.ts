import { sheet } from '../svg/sheet.ts'

interface Palette {
  readonly page: string
  readonly ink: string
  readonly soft: string
  readonly line: string
  readonly box: string
  readonly edge: string
  readonly busy: string
  readonly wait: string
  readonly bad: string
  readonly band: string
}

const LIGHT: Palette = {
  page: '#ffffff',
  ink: '#1c2330',
  soft: '#5d6778',
  line: '#c3cad6',
  box: '#f6f8fb',
  edge: '#3f5f9f',
  busy: '#3f7fd0',
  wait: '#cfdcf3',
  bad: '#c0392b',
  band: '#f6f8fb',
}

const DARK: Palette = {
  page: '#12161d',
  ink: '#e8ecf3',
  soft: '#9aa5b8',
  line: '#3a4459',
  box: '#1d2430',
  edge: '#8fa3cc',
  busy: '#6aa3ee',
  wait: '#2b3b59',
  bad: '#ff8a7a',
  band: '#171c25',
}

const coloured = (palette: Palette): string => `
  .page { fill: ${palette.page}; }
  .name, .label { fill: ${palette.ink}; }
  .label, .soft, .bad { stroke: ${palette.page}; }
  .soft { fill: ${palette.soft}; }
  .life, .grid { stroke: ${palette.line}; }
  .box { fill: ${palette.box}; stroke: ${palette.line}; }
  .band { fill: ${palette.band}; }
  .edge { stroke: ${palette.edge}; }
  .head { fill: ${palette.edge}; }
  .busy { fill: ${palette.busy}; }
  .wait { fill: ${palette.wait}; }
  .bad { fill: ${palette.bad}; }
  .lost { stroke: ${palette.bad}; }
  .start { stroke: ${palette.busy}; }`

/** Colours and type of pictures of traces, light and dark. */
export const TRACE_STYLE = sheet(
  `  .name { font-size: 12px; font-weight: 650; }
  .label { font-size: 11px; }
  .soft, .bad { font-size: 10px; }
  .label, .soft, .bad { paint-order: stroke; stroke-width: 3px; }
  .life { stroke-dasharray: 3 4; }
  .grid { stroke-width: 1; }
  .box { stroke-width: 1.2; }
  .edge, .lost, .start { fill: none; stroke-width: 1.4; }
  .lost { stroke-dasharray: 5 3; }
  .cross { stroke-dasharray: none; stroke-width: 1.8; }`,
  coloured,
  { light: LIGHT, dark: DARK },
)
