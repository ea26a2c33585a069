import {
  type AnyActorRef,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  fromCallback,
  SimulatedClock,
} from 'xstate'
import { createRandom, type Random } from '../../src/kernel/index.ts'

/** What can be done to a machine. */
export type Step =
  | { readonly kind: 'send'; readonly event: { readonly type: string } & Record<string, unknown> }
  | { readonly kind: 'wait'; readonly milliseconds: number }

const DELAY = 100

const VERDICTS = [
  'accepted',
  'rejected',
  'gone',
  'landed',
  'over',
  'refused',
  'included',
  'enough',
  'unowned',
  'taken',
  'submitted',
  'synced',
  'confirmed',
  'granted',
  'unknown',
  'lacking',
  'proven',
  'again',
  'drawn',
  'nothing',
  'billed',
  'missed',
  'placed',
  'waking',
  'elsewhere',
  'silent',
]

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!
const small = (random: Random) => Math.floor(random() * 10)

/** Has whatever a pure guard or assignment of ours may look for. */
function anything(random: Random): Record<string, unknown> {
  return {
    number: small(random),
    at: small(random),
    death: small(random),
    scanned: small(random) % 3,
    clashes: 0,
    request: { expiresAt: small(random) * 3 },
    verdict: pick(random, VERDICTS),
    kind: pick(random, ['proof', 'missing']),
    holds: random() < 0.7,
    answer: pick(random, ['none', 'proof']),
    outcome: pick(random, ['defended', 'slashed', 'dropped']),
    stand: pick(random, ['gone', 'over', 'behind', 'behind', 'settled', 'unpaid', 'early', 'confirmable']),
    mmrRoot: pick(random, ['0x1', '0x2']),
    target: { mmrRoot: pick(random, ['0x1', '0x2']) },
    confirmation: { isDue: random() < 0.7, from: small(random) },
    isEmpty: random() < 0.5,
    hasLanded: random() < 0.5,
    term: { behind: small(random) % 3 },
    cause: pick(random, ['nonce-taken', 'unaffordable', 'upgrading', 'invalid']),
    code: pick(random, ['below-floor', 'runtime-changed', 'other']),
    state: pick(random, ['landed', 'yielded', 'expired']),
    items: [{ deadline: small(random) }],
    transaction: { death: small(random) },
    carried: 1,
    done: random() < 0.5,
    times: small(random) % 2,
    step: pick(random, [null, { name: 'a' }]),
    wakeAt: small(random),
    length: small(random) % 2,
    retryable: random() < 0.5,
    key: pick(random, ['a', 'b']),
    consumer: pick(random, ['a', 'b']),
    consumers: ['a', 'b'],
    actor: 'someone',
    error: 'something',
    reason: pick(random, ['because', undefined]),
    block: small(random),
    hash: pick(random, ['0x1', '0x2', '0x3']),
    parentHash: pick(random, ['0x1', '0x2', '0x3']),
    signed: pick(random, [null, { death: small(random) }]),
    unscanned: [],
    isOpen: random() < 0.8,
    silent: pick(random, [[], ['someone']]),
    doubts: pick(random, [[], ['something']]),
    falsehood: pick(random, [null, null, { evidence: { kind: 'equivocation' } }]),
    evidence: { kind: pick(random, ['leaves', 'equivocation']) },
    how: pick(random, ['settled', 'slashed']),
    facts: { state: pick(random, ['Up', 'Down']), target: pick(random, ['Up', 'Down']) },
    claim: { id: pick(random, ['a', 'b']), until: small(random), isDeployed: false },
    isDeployed: random() < 0.5,
    requests: [{}],
    wake: pick(random, [[], [{ node: 1, reason: 'demand' }]]),
    sleep: pick(random, [[], [2]]),
    isWakeRound: random() < 0.5,
    node: small(random),
    isUp: random() < 0.7,
    lost: pick(random, [null, null, { part: 0, reason: 'because' }]),
    passes: random() < 0.5,
    refusal: pick(random, [undefined, { code: 'no-node' }]),
    says: pick(random, ['Up', 'Down']),
    told: pick(random, ['Up', 'Down']),
    mac: '02:00:00:00:00:01',
    decisions: [{ kind: pick(random, ['award', 'refused']), job: small(random) }],
    jobs: random() < 0.5 ? [] : [small(random)],
    confirmed: random() < 0.5,
    hasNext: random() < 0.5,
    nodes: [small(random)],
    owed: random() < 0.5 ? [] : [{ nodeId: small(random), attempt: small(random) }],
    late: [],
    added: [],
    retracted: [],
  }
}

/** A random step: mostly an event that the machine waits for, now and then one that it does not, or time. */
export function randomStep(machine: AnyStateMachine, { _nodes: nodes }: AnyMachineSnapshot, random: Random): Step {
  if (random() < 0.15) return { kind: 'wait', milliseconds: pick(random, [1, DELAY, DELAY * 3]) }
  // What only the innermost states wait for leads on; what those around them wait for mostly leads out.
  const innermost = nodes.filter(({ states }) => Object.keys(states).length === 0)
  const awaited = (random() < 0.6 ? innermost : nodes).flatMap(({ ownEvents }) => ownEvents)
  const type = pick(random, random() < 0.7 && awaited.length > 0 ? awaited : [...machine.events, 'unknown.Event'])
  const output = random() < 0.2 ? null : anything(random)
  const [payload, block, error] = [anything(random), anything(random), anything(random)]
  return { kind: 'send', event: { type, payload, output, block, error, ask: small(random) } }
}

/** The step to take from here. */
export type Walk = (snapshot: AnyMachineSnapshot, index: number) => Step

/** What was seen of a machine after its start and after each step, as text. */
export function run(machine: AnyStateMachine, seed: number, length: number, next: Walk): readonly Seen[] {
  const done: string[] = []
  const clock = new SimulatedClock()
  const actor = createActor(withStubs(machine, done, createRandom(seed)), {
    clock,
    input: anything(createRandom(seed)),
  })
  const errors: string[] = []
  actor.subscribe({ error: (error) => void errors.push(String(error)) })
  actor.start()
  const look = (): Seen => {
    const snapshot = actor.getSnapshot() as AnyMachineSnapshot
    const { value, status, context, historyValue } = snapshot
    const children = Object.entries(snapshot.children as Record<string, AnyActorRef>).map(([id, child]) => [
      id,
      child.src,
    ])
    const text = JSON.stringify({
      value,
      status,
      context,
      historyValue,
      children,
      tags: [...snapshot.tags],
      done,
      errors,
    })
    return { states: snapshot._nodes.map(({ id }) => id), text }
  }
  const seen = [look()]
  for (let index = 0; index < length; index += 1) {
    const snapshot = actor.getSnapshot() as AnyMachineSnapshot
    if (snapshot.status !== 'active') break
    const step = next(snapshot, index)
    if (step.kind === 'wait') clock.increment(step.milliseconds)
    else actor.send(step.event)
    seen.push(look())
  }
  actor.stop()
  return seen
}

export interface Seen {
  /** Ids of the states it was in. */
  readonly states: readonly string[]
  readonly text: string
}

/** The machine with what a unit would supply: actions are noted, guards drawn by lot, tasks never end. */
function withStubs(machine: AnyStateMachine, done: string[], random: Random): AnyStateMachine {
  const { actions, guards, delays, actors } = machine.implementations
  const handlers = <Stub>(names: object, stub: (name: string) => Stub): Record<string, Stub> =>
    Object.fromEntries(
      Object.keys(names)
        .filter((name) => name.includes('.'))
        .map((name) => [name, stub(name)]),
    )
  return machine.provide({
    actions: handlers(
      actions,
      (name) => (_: unknown, params: unknown) => void done.push(`${name} ${JSON.stringify(params)}`),
    ),
    guards: handlers(guards, () => () => random() < 0.5),
    delays: handlers(delays, () => DELAY),
    actors: handlers(actors, () => fromCallback(() => {})),
  } as never)
}
