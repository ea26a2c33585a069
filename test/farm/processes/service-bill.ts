import type { EventSeen, ServiceBillSeen } from './observed.ts'

/** What a bill says about itself in its metadata: version, first and last period u32, what is carried over u64, root; little-endian. */
export function serviceBillOf({ data }: EventSeen): ServiceBillSeen {
  const { serviceContractId } = data['serviceContract'] as { serviceContractId: number }
  const { variableAmount, metadata } = data['bill'] as { variableAmount: number | string; metadata: string }
  const bytes = Buffer.from(metadata.slice(2), 'hex')
  return {
    service: BigInt(serviceContractId),
    first: bytes.readUInt32LE(1),
    last: bytes.readUInt32LE(5),
    carried: bytes.readBigUInt64LE(9),
    root: `0x${bytes.subarray(17, 49).toString('hex')}`,
    asked: BigInt(variableAmount),
    leaves: undefined,
  }
}
