import { runWorkload, type WorkloadOptions } from '../../grid/negotiation/workload.ts'
import { figure, printTable } from './table.ts'

const CASES: readonly WorkloadOptions[] = [
  { nodes: 10, placements: 40 },
  { nodes: 100, placements: 100 },
  { nodes: 1_000, placements: 10 },
  { nodes: 10, placements: 40, atOnce: 20 },
  { nodes: 100, placements: 300, atOnce: 50 },
  { nodes: 1_000, placements: 500, atOnce: 50 },
]

/** The nodes plan by themselves, all of them in this process, half of them asleep at first; messages take 20 ms. */
export async function nodes(): Promise<void> {
  const rows = []
  for (const options of CASES) {
    const report = await runWorkload({ ...options, sleepers: options.nodes / 2 })
    rows.push([
      figure(options.nodes),
      options.atOnce ?? 1,
      figure(report.placementsPerSecond),
      figure(report.messagesPerPlacement),
      figure(report.bytesPerPlacement),
      `${figure(report.answeredIn.p50)} ms`,
      report.nodesUsed.byNodes,
      report.nodesUsed.centrally,
      `${figure((100 * report.refused) / options.placements)} %`,
      report.wrongs.length,
    ])
  }
  const head = ['nodes', 'at once', 'placements/s', 'messages', 'bytes', 'answered in', 'used', 'used by best-fit']
  printTable([...head, 'refused', 'double or lost'], rows)
}
