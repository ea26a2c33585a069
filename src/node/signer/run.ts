import { resolve } from 'node:path'
import { createSystemClock, type Log, messageOf } from '../../kernel/index.ts'
import { ConfigError, type ProblemCode } from '../config/problem.ts'
import { openDisplay } from '../display.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { onSignals } from '../signals.ts'
import { createAnswer } from './answer.ts'
import { createContentGuard } from './content-guard.ts'
import { createJudge } from './judge.ts'
import { createStatementJudge } from './judge-statement.ts'
import { type LoadedSigner, loadSignerConfig } from './load.ts'
import { nonceWriter, readNonces } from './nonce-file.ts'
import { createNonceGuard, type NonceGuard } from './nonce-guard.ts'
import { prepareSigner } from './prepare.ts'
import { createRateLimit } from './rate.ts'
import { listen, type SignerSocket } from './socket.ts'

export interface SignerService extends SignerSocket {
  /** The account it signs with, 32 bytes, hex. */
  readonly account: string
}

/** Signs for nodes what the policy allows, until it is told to stop. @throws ConfigError */
export async function runSigner(file: string, cwd: string): Promise<ExitCode> {
  // Whatever is made here, no other user can open even for a moment.
  process.umask(0o077)
  const loaded = await loadSignerConfig(file, cwd)
  const { log, screen } = openDisplay(loaded.config.log)
  const service = await startSigner(loaded, log)
  log.info({ account: service.account, socket: loaded.config.socket }, 'signer ready')
  if (loaded.config.nonceFile === undefined)
    log.warn({}, 'no "nonceFile": after a restart the first nonce is taken as it comes')
  const stopped = Promise.withResolvers<string>()
  const release = onSignals(stopped.resolve, () => process.exit(EXIT.failed))
  const signal = await stopped.promise
  await service.close()
  release()
  log.info({ signal }, 'signer stopped')
  screen.close()
  return EXIT.ok
}

/** @throws ConfigError */
export async function startSigner(loaded: LoadedSigner, log: Log): Promise<SignerService> {
  const { config, folder } = loaded
  const { policy } = config
  const clock = createSystemClock()
  const { signer, runtimes } = await prepareSigner(loaded)
  const { account } = signer
  // The policy names the chains, so that a development account needs no chain to be looked at.
  for (const genesisHash of policy.genesis)
    signer.admit?.({ endpoint: 'the policy', genesisHash, chainType: 'Development' })
  const nonces = await nonceGuardOf(loaded)
  const rateOf = (perMinute: number) => createRateLimit(perMinute, () => clock.now())
  const judges = {
    payload: createJudge({ account, runtimes, policy, nonces, rate: rateOf(policy.perMinute) }),
    statement: createStatementJudge({
      policy,
      rate: rateOf(policy.statementsPerMinute),
      contents: createContentGuard(),
    }),
  }
  const socket = await listen(resolve(folder, config.socket), createAnswer(signer, judges, log)).catch((error) => {
    throw problem(loaded, 'socket', { code: 'socket', message: messageOf(error), expected: 'a path that is free' })
  })
  return { ...socket, account }
}

async function nonceGuardOf(loaded: LoadedSigner): Promise<NonceGuard> {
  const { nonceFile, policy } = loaded.config
  if (nonceFile === undefined) return createNonceGuard(policy.nonces)
  const path = resolve(loaded.folder, nonceFile)
  const known = await readNonces(path).catch(() => {
    throw problem(loaded, 'nonceFile', {
      code: 'wrong-value',
      message: 'holds something else than nonces',
      expected: 'a file that this signer has written, or none yet',
    })
  })
  return createNonceGuard(policy.nonces, known, nonceWriter(path))
}

function problem(
  { source, config }: LoadedSigner,
  field: 'socket' | 'nonceFile',
  complaint: { readonly code: ProblemCode; readonly message: string; readonly expected: string },
): ConfigError {
  const value = JSON.stringify(config[field])
  return new ConfigError([{ ...complaint, file: source.file, field, value, ...source.placeOf([field], 'value') }])
}
