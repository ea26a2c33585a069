import { blake2AsU8a } from '#polkadot'
import { bytes } from '../../../scale/index.ts'
import { call, defineCalls, signedBy } from '../../pallet/index.ts'
import { badOrigin } from '../../primitives/index.ts'
import { event } from './events.ts'
import { systemIdentity } from './identity.ts'

const perByte = (length: number) => ({ ref_time: 2_000_000n + BigInt(length) * 400n, proof_size: 0n })

export const systemCalls = defineCalls(systemIdentity, {
  remark: call(
    {
      index: 0,
      args: { remark: bytes },
      weight: ({ remark }) => perByte(remark.length),
      docs: 'Make some on-chain remark.',
    },
    (_execution, origin) => {
      if (origin.type === 'none') throw badOrigin()
    },
  ),
  remark_with_event: call(
    {
      index: 7,
      args: { remark: bytes },
      weight: ({ remark }) => perByte(remark.length * 4),
      docs: 'Make some on-chain remark and emit event.',
    },
    (execution, origin, { remark }) => {
      execution.deposit(event.Remarked({ sender: signedBy(origin), hash: blake2AsU8a(remark, 256) }))
    },
  ),
})
