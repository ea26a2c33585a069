/**
 * A stylesheet for light and dark pages. Colours are written out for both palettes: not every viewer knows CSS variables.
 *
 * @param rules what has no colour @param coloured the rest, in one palette
 */
export const sheet = <Palette>(
  rules: string,
  coloured: (palette: Palette) => string,
  { light, dark }: { readonly light: Palette; readonly dark: Palette },
): string => `
  svg { font-family: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
${rules}${coloured(light)}
  @media (prefers-color-scheme: dark) {${coloured(dark)}
  }
`
