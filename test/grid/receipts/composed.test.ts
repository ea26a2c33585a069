import { describe, expect, it, onTestFinished } from 'vitest'
import { connectRemoteSigner } from '../../../src/chain/signing/remote/remote-signer.ts'
import { verifySignature } from '../../../src/chain/signing/signature.ts'
import type { Signer } from '../../../src/chain/signing/signer.ts'
import { openBillRecords } from '../../../src/grid/billing/records/records.ts'
import { userReceiptReply } from '../../../src/grid/evidence/replies.ts'
import { billTree } from '../../../src/grid/evidence/trees.ts'
import { userReceiptBytes } from '../../../src/grid/evidence/user-receipt.ts'
import { createSystemClock } from '../../../src/kernel/index.ts'
import { loadSignerConfig } from '../../../src/node/signer/load.ts'
import { startSigner } from '../../../src/node/signer/run.ts'
import { useFolder } from '../../folder.ts'
import { SILENT } from '../messages/grid.ts'
import { type Composed, startComposed } from './composed.ts'

const folder = useFolder()

const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`

/** Bob's key in another process, as far as the node can tell; it signs messages and receipts, and calls of one kind. */
async function remoteSigner({ genesis, metadata }: Composed): Promise<Signer> {
  await folder.put('seed', '//Bob')
  await folder.put('metadata', metadata())
  await folder.put(
    'signer.yaml',
    `account: { keyfile: ./seed }
socket: ./signer.sock
metadata: [./metadata]
policy:
  genesis: ["${genesis}"]
  calls: [GridAgreements.agree]
  statements: [grid-message, grid-receipt]
`,
  )
  const service = await startSigner(await loadSignerConfig('signer.yaml', folder.path), SILENT)
  onTestFinished(() => service.close())
  return connectRemoteSigner(`${folder.path}/signer.sock`, { deadline: 10_000, clock: createSystemClock() })
}

/** A day of use, and the next has begun. */
async function useForADay(grid: Composed): Promise<number> {
  await grid.agree()
  await grid.deploy()
  // A whole day of it.
  grid.passDay()
  grid.passDay()
  return grid.period() - 1
}

describe("a user's node beside its farm's", () => {
  it('signs for a bill that agrees with what the nodes have signed, and the farm shows the receipt', async () => {
    const grid = await startComposed()
    const period = await useForADay(grid)
    await grid.farm()
    await grid.user(await remoteSigner(grid))
    await grid.until(() => grid.told('grid.ReceiptGiven').some((each) => each['period'] === period))
    const bill = grid.openBills().find((each) => each.period === period)!
    const given = grid.told('grid.ReceiptGiven').find((each) => each['period'] === period)
    expect(given).toMatchObject({ agreement: 1n, farmId: 1, root: hex(bill.root), amount: bill.total })
    const shown = userReceiptReply.parse(await grid.ask(1, 'receipt.get', { agreement: '1', period }))
    const { root, amount } = shown
    expect({ root, amount }).toEqual({ root: hex(bill.root), amount: bill.total })
    const signed = userReceiptBytes({ genesis: grid.genesis, agreement: 1n, period, root, amount })
    expect(verifySignature(signed, shown.signature, hex(grid.bob.account))).toBe(true)
    expect(grid.told('grid.ReceiptRefused')).toEqual([])
    // The farmer has signed as well: what the chain has.
    expect(await grid.ask(1, 'bill.get', { agreement: '1', period })).toMatchObject({
      receipt: { type: 'sr25519', value: expect.any(String) },
    })
  }, 120_000)

  it('refuses one that says more than the node, and says why', async () => {
    const grid = await startComposed()
    const period = await useForADay(grid)
    const records = openBillRecords(':memory:')
    // A farmer who writes another use into its bills than its nodes have signed.
    await grid.farm({
      ...records,
      draw(bill, leaves) {
        const more = leaves.map((leaf) => ({ ...leaf, used: { ...leaf.used, sru: leaf.used.sru + 1n } }))
        const { hash: root } = more.length === 0 ? { hash: bill.root } : billTree(more).root
        records.draw({ ...bill, root }, more)
      },
    })
    await grid.user()
    await grid.until(() => grid.told('grid.ReceiptRefused').some((each) => each['period'] === period))
    expect(grid.told('grid.ReceiptRefused')).toContainEqual(
      expect.objectContaining({ agreement: 1n, farmId: 1, period, reason: 'more-than-used' }),
    )
    await expect(grid.ask(1, 'receipt.get', { agreement: '1', period })).rejects.toMatchObject({ code: 'no-receipt' })
    const { root, total } = grid.openBills().find((each) => each.period === period)!
    const forged = { agreement: '1', period, root: hex(root), amount: '1' }
    const signature = { type: 'sr25519', value: `0x${'11'.repeat(64)}` }
    await expect(grid.ask(1, 'receipt.put', { ...forged, signature })).rejects.toMatchObject({ code: 'other-bill' })
    await expect(grid.ask(1, 'receipt.put', { ...forged, amount: String(total), signature })).rejects.toMatchObject({
      code: 'not-signed',
    })
  }, 120_000)
})
