import { type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { DescribeFarm, NodeChanged, NodeLeft } from '../../src/grid/farm/events.ts'
import type { CancelPlacement, PlaceDeployment, PlaceGroup } from '../../src/grid/placement/events.ts'
import type { CommandEvent, DutyFinished, DutyGaveUp, FactEvent, ResultOf } from '../../src/kernel/index.ts'

type PlacementEvent =
  | FactEvent<typeof NodeChanged>
  | FactEvent<typeof NodeLeft>
  | CommandEvent<typeof PlaceDeployment>
  | CommandEvent<typeof PlaceGroup>
  | CommandEvent<typeof CancelPlacement>
  | DutyFinished
  | DutyGaveUp
  | DoneActorEvent<ResultOf<typeof DescribeFarm>, 'describe'>

export const placement = setup({
  types: { context: {} as Record<string, never>, events: {} as PlacementEvent },
  actors: { 'placement.describe': {} as PromiseActorLogic<ResultOf<typeof DescribeFarm>> },
  actions: {
    'placement.put': () => {},
    'placement.remove': () => {},
    'placement.load': () => {},
    'placement.open': () => {},
    'placement.cancel': () => {},
    'placement.settle': () => {},
  },
  delays: { 'placement.retry': 0, 'placement.describeEvery': 0 },
}).createMachine({
  id: 'placement',
  description:
    'Finds nodes for deployments, each placement a duty of its own. Asked early, they wait for the farm to be known.',
  options: { maxIterations: 100 },
  context: {},
  initial: 'describing',
  on: {
    'grid.NodeChanged': { actions: 'placement.put' },
    'grid.NodeLeft': { actions: 'placement.remove' },
    'grid.PlaceDeployment': { actions: 'placement.open' },
    'grid.PlaceGroup': { actions: 'placement.open' },
    'grid.CancelPlacement': { actions: 'placement.cancel' },
    'duty.Finished': { actions: 'placement.settle' },
    'duty.Failed': { actions: 'placement.settle' },
  },
  states: {
    describing: {
      description: 'Asks the farm for all of its nodes; those that change meanwhile are taken as they were told last.',
      invoke: {
        id: 'describe',
        src: 'placement.describe',
        onDone: { target: 'placing', actions: 'placement.load' },
        onError: 'waiting',
      },
    },
    waiting: {
      description: 'The farm cannot say yet.',
      after: { 'placement.retry': 'describing' },
    },
    placing: {
      description: 'Knows the nodes, and hears of each change; all of them are asked for again now and then.',
      tags: ['ready'],
      after: { 'placement.describeEvery': 'describing' },
    },
  },
})
