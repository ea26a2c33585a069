import { root } from '../../../machines/root.ts'
import { SupervisorFailed } from '../message/kernel-facts.ts'
import { defineUnit } from '../unit/define-unit.ts'
import { handlers, type RootPorts } from './handlers.ts'
import { StopRequested } from './messages.ts'

/** The actor above all others. */
export const rootUnit = defineUnit<Record<string, never>, RootPorts>({
  name: 'root',
  machine: root,
  consumes: [SupervisorFailed, StopRequested],
  restart: { type: 'temporary' },
  handlers,
})
