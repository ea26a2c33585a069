import { to0x } from '../bytes.ts'
import type { Block } from '../chain/block.ts'

/** A header as `chain_getHeader` shows it. */
export const headerOf = ({ header }: Block) => ({
  parentHash: to0x(header.parentHash),
  number: `0x${header.number.toString(16)}`,
  stateRoot: to0x(header.stateRoot),
  extrinsicsRoot: to0x(header.extrinsicsRoot),
  digest: { logs: [] },
})
