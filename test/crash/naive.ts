/**
 * What a program does that trusts `@polkadot/api`: it signs and sends, waits for finality, and tries again when that fails or
 * takes too long. What it knows to be done it writes down, and does not do again. Arguments: address, intents, file.
 */
import '@polkadot/api-augment'
import { appendFileSync, readFileSync } from 'node:fs'
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api'
import { intentKey, remarkOf } from './effects.ts'
import { mayDie } from './steps.ts'

const [url, intents, done] = process.argv.slice(2) as [string, string, string]
/** Milliseconds; some fifty blocks. */
const PATIENCE = 1_000

// Its own types do not agree with each other under exactOptionalPropertyTypes.
const provider = new WsProvider(url, 50) as never
const api = await ApiPromise.create({ provider, noInitWarn: true })
const bob = new Keyring({ type: 'sr25519' }).addFromUri('//Bob')
const signBytes = bob.sign.bind(bob)
bob.sign = (...args) => {
  mayDie('before signing')
  const signature = signBytes(...args)
  mayDie('after signing')
  return signature
}

function finalized(key: string): Promise<void> {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('it takes too long')), PATIENCE)
    const sending = api.tx.system.remarkWithEvent(remarkOf(key)).signAndSend(bob, { nonce: -1 }, (result) => {
      if (result.isFinalized) resolve()
      if (result.isError) reject(new Error(result.status.type))
    })
    sending.then(() => mayDie('after the send'), reject)
  })
}

const known = new Set(readFileSync(done, { encoding: 'utf8', flag: 'a+' }).split('\n'))
for (let n = 0; n < Number(intents); n += 1) {
  const key = intentKey(n)
  while (!known.has(key)) {
    try {
      mayDie('before the intent is noted')
      await finalized(key)
      mayDie('landed, before it is settled')
      appendFileSync(done, `${key}\n`)
      known.add(key)
      mayDie('after it is settled')
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}
