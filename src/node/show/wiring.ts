import type { HandlerOrigin, UnitInfo } from '../../kernel/index.ts'

const row = (label: string, values: readonly string[]): string[] =>
  values.length === 0 ? [] : [`  ${label.padEnd(9)}${values.join(', ')}`]

/** The units of a node, for people. */
export function renderWiring(units: readonly UnitInfo[]): string {
  return units
    .map(({ unit, origins }) =>
      [
        `${unit.name}  (${unit.category})`,
        ...row(
          'consumes',
          unit.consumes.map(({ type }) => type),
        ),
        ...row(
          'emits',
          unit.emits.map(({ type }) => type),
        ),
        ...row(
          'asks',
          unit.asks.map(({ type }) => type),
        ),
        ...row(
          'owns',
          unit.owns.map(({ type }) => type),
        ),
        ...row('duties', Object.keys(unit.duties)),
        ...origins.map(handlerRow),
        '',
      ].join('\n'),
    )
    .join('\n')
}

const handlerRow = ({ handler, layer, origin, on, order }: HandlerOrigin): string => {
  const place = on === undefined ? '' : `, ${order} ${on}`
  return `  handler  ${handler}  ${layer}${layer === 'base' ? '' : ` from ${origin}`}${place}`
}
