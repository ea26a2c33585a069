import type { Log, System } from '../../kernel/index.ts'
import { openBridge } from './bridge.ts'

export interface InspectOptions {
  /** Port of the page that shows the node at work; without one there is none. */
  readonly inspect?: number
}

/** Opens the inspector if it is wanted, and says where. @returns how to close it */
export async function openInspector(
  system: System,
  { inspect: wanted }: InspectOptions,
  log: Log,
): Promise<() => Promise<void>> {
  if (wanted === undefined) return async () => {}
  const { url, port, portTaken, close } = await openBridge(system, { port: wanted })
  if (portTaken) log.warn({ wanted, port }, 'the port of the inspector cannot be had; using a free one')
  log.info({ url }, 'inspector: open this page in a browser on this machine')
  return close
}
