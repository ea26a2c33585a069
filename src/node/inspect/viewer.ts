import type { ActorRefLike, Snapshot } from 'xstate'
import { type Config, configOf, seen } from './actors.ts'
import { actorRecord, snapshotRecord } from './records.ts'

/** The socket of one who watches. */
export interface ViewerSocket {
  readonly bufferedAmount: number
  /** Calls back once the text has left this process, or could not. */
  send(text: string, sent: (error?: Error | null) => void): void
  terminate(): void
}

export interface ViewerOptions {
  readonly rootId: string
  /** Bytes that may wait to be sent before records are left out. */
  readonly buffer: number
  now(): number
  /** Told when the socket may have room for what was left out. */
  onRoom(): void
}

/** The event of a snapshot that is shown late, or to one who came late. */
const CATCH_UP = { type: 'reeve.CatchUp' }
/** A definition unlike any. */
const FORGOTTEN = { config: {} }
/** With fewer actors than this it is not worth looking for those that have ended. */
const FEW = 1_000

/**
 * One who watches. While its socket is full, records are left out and counted; an actor of which some were left out is shown as
 * it is then, once there is room. So what waits is bounded by the buffer and the number of actors.
 */
export class Viewer {
  /** Records left out so far. */
  dropped = 0
  private toldDropped = 0
  /** Whether it has seen every actor once. */
  private greeted = false
  private readonly socket: ViewerSocket
  private readonly options: ViewerOptions
  /** Actors of which the viewer has an old picture, or none. */
  private readonly stale = new Set<ActorRefLike>()
  private pruneAt = FEW
  /** The definition that the viewer has of each actor. */
  private readonly shown = new WeakMap<ActorRefLike, { readonly config: Config | undefined }>()

  constructor(socket: ViewerSocket, options: ViewerOptions) {
    this.socket = socket
    this.options = options
  }

  /** Bytes that wait to be sent. */
  get buffered(): number {
    return this.socket.bufferedAmount
  }

  /** Actors to be shown as soon as there is room. */
  get waiting(): number {
    return this.stale.size
  }

  get canCatchUp(): boolean {
    return this.owes && !this.isFull
  }

  event(text: () => string): void {
    if (this.isBehind) this.missedEvent()
    else this.send(text())
  }

  actor(ref: ActorRefLike, config: Config | undefined, text: () => string): void {
    if (this.isBehind) this.missed(ref)
    else {
      this.shown.set(ref, { config })
      this.send(text())
    }
  }

  snapshot(ref: ActorRefLike, config: Config | undefined, snapshot: Snapshot<unknown>, text: () => string): void {
    if (this.isBehind) this.missed(ref)
    else {
      this.introduce(ref, config, snapshot)
      this.send(text())
    }
  }

  /** Tells of this actor as of a new one, the next time that it is shown. */
  forget(ref: ActorRefLike): void {
    if (this.shown.has(ref)) this.shown.set(ref, FORGOTTEN)
  }

  missedEvent(): void {
    if (this.greeted) this.dropped += 1
  }

  /** Notes that something about this actor was left out. */
  missed(ref: ActorRefLike): void {
    this.missedEvent()
    this.toBeShown(ref)
  }

  /** Lets it be shown by `catchUp`. */
  toBeShown(ref: ActorRefLike): void {
    this.stale.add(ref)
    if (this.stale.size < this.pruneAt) return
    for (const old of this.stale) if (this.cameAndWent(old)) this.stale.delete(old)
    this.pruneAt = Math.max(FEW, this.stale.size * 2)
  }

  /** Shows actors as they are now, so many at most, while there is room. */
  catchUp(most: number): void {
    let count = 0
    for (const ref of this.stale) {
      if (this.isFull || count === most) return
      this.stale.delete(ref)
      if (this.cameAndWent(ref)) continue
      this.showNow(ref)
      count += 1
    }
    this.greeted = true
    this.pruneAt = FEW
    if (this.dropped === this.toldDropped || this.isFull) return
    this.toldDropped = this.dropped
    this.send(JSON.stringify({ type: 'reeve.dropped', count: this.dropped }))
  }

  /** Ends it, without a word. */
  cut(): void {
    this.socket.terminate()
  }

  private get isFull(): boolean {
    return this.socket.bufferedAmount > this.options.buffer
  }

  private get isBehind(): boolean {
    return this.stale.size > 0 || this.isFull
  }

  private get owes(): boolean {
    return this.stale.size > 0 || this.dropped > this.toldDropped
  }

  /** It has ended before the viewer heard of it. */
  private cameAndWent(ref: ActorRefLike): boolean {
    return !this.shown.has(ref) && snapshotOf(ref)?.status === 'stopped'
  }

  private showNow(ref: ActorRefLike): void {
    const { rootId, now } = this.options
    const snapshot = snapshotOf(ref)
    this.introduce(ref, configOf(ref), snapshot)
    if (snapshot !== undefined)
      this.send(snapshotRecord({ event: CATCH_UP, snapshot, sessionId: ref.sessionId, rootId, at: now() }))
  }

  /** Says who this is, unless the viewer knows. */
  private introduce(ref: ActorRefLike, config: Config | undefined, snapshot: Snapshot<unknown> | undefined): void {
    const known = this.shown.get(ref)
    if (known !== undefined && known.config === config) return
    this.shown.set(ref, { config })
    this.send(actorRecord(seen(ref, this.options.rootId, config), snapshot, this.options.now()))
  }

  private send(text: string): void {
    this.socket.send(text, (error) => {
      if (error) this.socket.terminate()
      else if (this.owes) this.options.onRoom()
    })
  }
}

function snapshotOf(ref: ActorRefLike): Snapshot<unknown> | undefined {
  try {
    return ref.getSnapshot() as Snapshot<unknown>
  } catch {
    // It is still being made.
    return undefined
  }
}
