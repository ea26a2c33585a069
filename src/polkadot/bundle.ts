/**
 * Bundles what this node uses of `@polkadot/*` into `build/polkadot.js`. Imported as they are, the packages cost over a
 * second and 280 MB before the first line of ours runs; as one file about an eighth of both.
 */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

// Bundled CommonJS dependencies (bn.js, ws) still call `require` for Node's own modules.
const requireShim =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);"

await build({
  entryPoints: [fileURLToPath(new URL('index.ts', import.meta.url))],
  outfile: fileURLToPath(new URL('../../build/polkadot.js', import.meta.url)),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  mainFields: ['module', 'main'],
  conditions: ['import'],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  banner: { js: requireShim },
})
