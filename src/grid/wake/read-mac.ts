import { z } from 'zod'
import { readState } from '../../chain/reader/read.ts'
import type { TaskContext } from '../../kernel/index.ts'
import { macOf } from './mac.ts'

/** As text, or in hex. */
const text = z
  .string()
  .transform((value) => (value.startsWith('0x') ? Buffer.from(value.slice(2), 'hex').toString('utf8') : value))
const node = z.object({ interfaces: z.array(z.object({ name: text, mac: text })) })

const MAC = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i

/** The network card that nodes are woken by is the one of this name. */
export const INTERFACE = 'zos'

/** The address by which a node is woken. @throws ReadFailed */
export async function readMac(ctx: Pick<TaskContext, 'ask'>, nodeId: number): Promise<string> {
  const found = await readState(ctx, node.nullable(), { pallet: 'TfgridModule', item: 'Nodes', keys: [nodeId] })
  const mac = found?.interfaces.find(({ name }) => name === INTERFACE)?.mac
  return mac !== undefined && MAC.test(mac) ? mac.toLowerCase() : macOf(nodeId)
}
