import { sheet } from './sheet.ts'

interface Palette {
  readonly page: string
  readonly ink: string
  readonly soft: string
  readonly line: string
  readonly edge: string
  readonly box: string
  readonly group: string
  readonly odd: string
  readonly pill: string
  readonly event: string
  readonly row: string
  readonly final: string
}

const LIGHT: Palette = {
  page: '#ffffff',
  ink: '#1c2330',
  soft: '#5d6778',
  line: '#9aa4b5',
  edge: '#6a7a9c',
  box: '#ffffff',
  group: '#f6f8fb',
  odd: '#edf1f7',
  pill: '#e3eafb',
  event: '#23407f',
  row: '#1d6f5c',
  final: '#7a5bb0',
}

const DARK: Palette = {
  page: '#12161d',
  ink: '#e8ecf3',
  soft: '#9aa5b8',
  line: '#55607a',
  edge: '#8fa3cc',
  box: '#1d2430',
  group: '#161b24',
  odd: '#1a212d',
  pill: '#26355a',
  event: '#c9d8ff',
  row: '#6fd0b8',
  final: '#b89bec',
}

const coloured = (palette: Palette): string => `
  .page { fill: ${palette.page}; }
  .box { fill: ${palette.box}; stroke: ${palette.line}; }
  .group { fill: ${palette.group}; stroke: ${palette.line}; }
  .odd { fill: ${palette.odd}; }
  .final { stroke: ${palette.final}; }
  .inner-line { stroke: ${palette.final}; }
  .edge { stroke: ${palette.edge}; }
  .head { fill: ${palette.edge}; }
  .start { fill: ${palette.ink}; }
  .pill { fill: ${palette.pill}; }
  .title { fill: ${palette.ink}; }
  .description { fill: ${palette.soft}; }
  .row { fill: ${palette.row}; }
  .event { fill: ${palette.event}; }
  .detail { fill: ${palette.soft}; }`

/** Colours and type of pictures of machines, light and dark. */
export const STYLE = sheet(
  `  .box, .group { stroke-width: 1.2; }
  .region { stroke-dasharray: 6 4; }
  .inner-line { fill: none; stroke-width: 1; }
  .edge { fill: none; stroke-width: 1.4; }
  .title { font-size: 14px; font-weight: 650; }
  .description, .row { font-size: 11px; }
  .event { font-size: 12px; font-weight: 550; }
  .detail { font-size: 10.5px; }`,
  coloured,
  { light: LIGHT, dark: DARK },
)
