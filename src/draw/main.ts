/** Writes the pictures of all machines, and of an example of a trace, into `visualizations/`; removes those that are gone. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { findMachines } from './machines.ts'
import { renderAll, renderExample } from './render.ts'

const FOLDER = fileURLToPath(new URL('../../visualizations/', import.meta.url))
const OURS = /\.(svg|mmd|json)$/

const files = new Map([...(await renderAll(await findMachines())), ...(await renderExample())])
await mkdir(`${FOLDER}traces`, { recursive: true })
for (const old of await readdir(FOLDER, { recursive: true }))
  if (OURS.test(old) && !files.has(old)) await rm(FOLDER + old)
for (const [name, text] of files) await writeFile(FOLDER + name, text)
process.stdout.write(`${files.size} files in visualizations/\n`)
