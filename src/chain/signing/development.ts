import { SigningError } from './errors.ts'
import type { ChainIdentity, Signer } from './signer.ts'

const DEVELOPMENT: ReadonlySet<string> = new Set(['Development', 'Local'])

export interface DevelopmentOptions {
  /** Where an operator has set the account, e.g. `account.uri`. */
  readonly field: string
  /** Hash of block 0 of the one chain it may sign for, whatever type that says it has. */
  readonly genesis?: string
}

/** A signer whose secret everybody knows. It signs for development chains only: elsewhere anybody takes what it has. */
export function forDevelopment(signer: Signer, { field, genesis }: DevelopmentOptions): Signer {
  const admitted = new Set<string>()
  const fits = ({ genesisHash, chainType }: ChainIdentity) =>
    genesis === undefined ? DEVELOPMENT.has(chainType) : genesisHash === genesis

  return {
    ...signer,
    admit(chain) {
      if (!fits(chain)) throw misplaced(chain, field, genesis)
      admitted.add(chain.genesisHash)
    },
    async sign(payload, options) {
      const { genesisHash } = payload
      if (admitted.has(genesisHash)) return signer.sign(payload, options)
      throw new SigningError(
        { code: 'wrong-chain', genesisHash },
        `${field} is a development account, and the chain ${genesisHash} was not looked at`,
      )
    },
  }
}

function misplaced({ endpoint, genesisHash, chainType }: ChainIdentity, field: string, genesis: string | undefined) {
  const why =
    genesis === undefined
      ? `the chain type of ${endpoint} is ${chainType}`
      : `account.genesis is ${genesis}, while the genesis of ${endpoint} is ${genesisHash}`
  return new SigningError(
    { code: 'wrong-chain', genesisHash },
    `${field} is a development account, whose secret everybody knows, and ${why}: nothing is signed there; ` +
      'use an account of your own by account.keyfile, account.keystore or account.remote, ' +
      `or set account.genesis: "${genesisHash}" if this is a private chain for tests`,
  )
}
