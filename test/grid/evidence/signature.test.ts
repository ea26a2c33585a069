import { describe, expect, it } from 'vitest'
import { accountFromUri } from '../../../src/devnet/accounts.ts'
import { isSignedBy, readSignature } from '../../../src/grid/evidence/signature.ts'
import { statementBytes } from '../../../src/grid/evidence/statement.ts'
import { UNUSED } from '../../../src/grid/evidence/used.ts'

const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`
const statement = { genesis: `0x${'11'.repeat(32)}`, node: 1, period: 2, agreement: 3n, deployment: 4n, used: UNUSED }

describe.each([
  ['ed25519', '00'],
  ['sr25519', '01'],
] as const)('a signature of %s', (type, prefix) => {
  const [signer, other] = ['//Node1', '//Node2'].map((uri) => accountFromUri(uri, type))
  const bytes = statementBytes(statement)
  const signature = `0x${prefix}${hex(signer!.sign(bytes)).slice(2)}`

  it('counts for its account and its bytes, and for no others', () => {
    expect(isSignedBy(bytes, signature, hex(signer!.account))).toBe(true)
    expect(isSignedBy(bytes, signature, hex(other!.account))).toBe(false)
    expect(isSignedBy(statementBytes({ ...statement, period: 3 }), signature, hex(signer!.account))).toBe(false)
  })
})

it('is none that is of no known kind, or no signature at all', () => {
  const account = `0x${'22'.repeat(32)}`
  for (const bad of ['', '0x', '0x03ff', `0x01${'ff'.repeat(64)}`, '0x00ff'])
    expect(isSignedBy(statementBytes(statement), bad, account)).toBe(false)
  expect(readSignature('0x09')).toBeUndefined()
})
