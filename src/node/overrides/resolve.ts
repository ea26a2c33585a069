import { registerHooks } from 'node:module'

// The same tree runs as TypeScript from sources and as JavaScript from a build.
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const own = (path: string) => new URL(`../../${path}.${extension}`, import.meta.url).href

/** What a user's file may import, and the files of the running node it gets: another copy would have other facts. */
const OWN: Readonly<Record<string, string>> = { reeve: own('index'), 'reeve/kernel': own('kernel/index') }

/** Libraries of the node's own that a file anywhere may import, in the version the node runs with. */
const SHARED: ReadonlySet<string> = new Set(['rxjs', 'xstate', 'zod'])

let installed = false

/** From now on `reeve` and `reeve/kernel` mean the node that runs, wherever the importing file lies. */
export function resolveOwnPackage(): void {
  if (installed) return
  installed = true
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const url = OWN[specifier]
      if (url !== undefined) return { url, shortCircuit: true }
      return nextResolve(specifier, SHARED.has(specifier) ? { ...context, parentURL: import.meta.url } : context)
    },
  })
}
