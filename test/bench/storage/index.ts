import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buckets } from './buckets.ts'
import { challenges } from './challenges.ts'
import { proofs } from './proofs.ts'
import { throughput } from './throughput.ts'

const SECTIONS = { buckets, throughput, proofs, challenges }

/** What a storage provider does all day, each in a folder of its own. */
export async function storage(): Promise<void> {
  for (const [name, section] of Object.entries(SECTIONS)) {
    process.stdout.write(` ${name}\n`)
    const folder = mkdtempSync(join(tmpdir(), 'reeve-bench-'))
    try {
      await section(folder)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
}
