/**
 * Where an actor stands.
 * - `starting`: registered; its first step has not run.
 * - `running`: handles letters.
 * - `backing-off`: crashed; its next incarnation is due after a delay. Queues letters.
 * - `finished`: its machine reached a final state and its restart policy leaves it there.
 * - `failed`: crashed for good.
 * - `stopped`: unregistered or shut down.
 */
export type CellStatus = 'starting' | 'running' | 'backing-off' | 'finished' | 'failed' | 'stopped'
