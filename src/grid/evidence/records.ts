import type { Leaf, Used } from './types.ts'

/*
 * What is hashed and signed away from the chain: integers little-endian and of fixed width, one after the other. No two records have
 * one length, and what is signed names the chain by the hash of its genesis.
 */

const bytes = (value: bigint, width: number): Buffer =>
  Buffer.from(value.toString(16).padStart(2 * width, '0'), 'hex').reverse()
const u32 = (value: number) => bytes(BigInt(value), 4)
const u64 = (value: bigint) => bytes(value, 8)
export const u128 = (value: bigint): Buffer => bytes(value, 16)
export const fromHex = (hex: string): Buffer => Buffer.from(hex.slice(2), 'hex')

const usedBytes = ({ cru, mru, sru, hru, ipv4, nru }: Used): Buffer =>
  Buffer.concat([u64(cru), u128(mru), u128(sru), u128(hru), u64(ipv4), u64(nru)])

/** 108 bytes. */
export const leafBytes = ({ agreement, deployment, node, used, amount }: Leaf): Uint8Array =>
  Buffer.concat([u64(agreement), u64(deployment), u32(node), usedBytes(used), u128(amount)])

export interface Statement extends Pick<Leaf, 'node' | 'agreement' | 'deployment' | 'used'> {
  readonly genesis: string
  readonly period: number
}

/** What a node's twin signs about a deployment in a period: 137 bytes. */
export const statementBytes = ({ genesis, node, period, agreement, deployment, used }: Statement): Uint8Array =>
  Buffer.concat([
    Buffer.from('gridusage'),
    fromHex(genesis),
    u32(node),
    u32(period),
    u64(agreement),
    u64(deployment),
    usedBytes(used),
  ])

export interface Receipt {
  readonly genesis: string
  readonly farm: number
  readonly period: number
  readonly root: string
  readonly total: bigint
}

/** What a farmer's twin signs about the bill of a period: 96 bytes. */
export const receiptBytes = ({ genesis, farm, period, root, total }: Receipt): Uint8Array =>
  Buffer.concat([Buffer.from('gridbill'), fromHex(genesis), u32(farm), u32(period), fromHex(root), u128(total)])
