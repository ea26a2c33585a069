/** Writes the pictures of all machines into `visualizations/`, and removes those of machines that are gone. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { findMachines } from './machines.ts'
import { renderAll } from './render.ts'

const FOLDER = fileURLToPath(new URL('../../visualizations/', import.meta.url))
const OURS = /\.(svg|mmd|json)$/

const files = await renderAll(await findMachines())
await mkdir(FOLDER, { recursive: true })
for (const old of await readdir(FOLDER)) if (OURS.test(old) && !files.has(old)) await rm(FOLDER + old)
for (const [name, text] of files) await writeFile(FOLDER + name, text)
process.stdout.write(`${files.size} files in visualizations/\n`)
