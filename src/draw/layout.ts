import ELK, { type ElkExtendedEdge, type ElkNode } from 'elkjs'
import { HEAD_GAP, headOf, labelOf, PADDING, type Size, sizeOf, type TextLine } from './box.ts'
import type { DrawnMachine, DrawnState } from './model.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Rectangle extends Point, Size {}

export interface PlacedState {
  readonly state: DrawnState
  readonly box: Rectangle
  readonly head: readonly TextLine[]
  readonly depth: number
  /** Set when it is a region of a parallel state. */
  readonly region: boolean
}

export interface PlacedEdge {
  readonly points: readonly Point[]
  readonly label: { readonly box: Rectangle; readonly lines: readonly TextLine[] } | undefined
}

/** A machine with every box, line and label in its place. */
export interface Layout extends Size {
  readonly states: readonly PlacedState[]
  /** Dots from which the first states are entered. */
  readonly starts: readonly Point[]
  readonly edges: readonly PlacedEdge[]
}

// The package is CommonJS whose types say it has a default export; at run time it is the class itself.
const Elk = ELK as unknown as typeof ELK.default

const START_SIZE = 10
const LABEL_PADDING = 5

const LAYERED = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.layered.spacing.nodeNodeBetweenLayers': '34',
  'elk.spacing.nodeNode': '34',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '14',
  'elk.spacing.edgeLabel': '4',
  'elk.layered.spacing.edgeNodeBetweenLayers': '18',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '14',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.edgeLabels.sideSelection': 'ALWAYS_UP',
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.randomSeed': '1',
}

const startId = (state: DrawnState) => `${state.id}:start`

function nodeOf(state: DrawnState): ElkNode {
  const head = sizeOf(headOf(state), PADDING)
  if (state.children.length === 0) return { id: state.id, width: head.width, height: head.height }
  const start: ElkNode[] =
    state.initial === undefined ? [] : [{ id: startId(state), width: START_SIZE, height: START_SIZE }]
  return {
    id: state.id,
    layoutOptions: {
      ...LAYERED,
      'elk.padding': `[top=${head.height + HEAD_GAP},left=${PADDING + 6},bottom=${PADDING + 6},right=${PADDING + 6}]`,
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${head.width}, ${head.height})`,
    },
    children: [...start, ...state.children.map(nodeOf)],
  }
}

const all = (state: DrawnState): DrawnState[] => [state, ...state.children.flatMap(all)]

/** Places a machine by the layered algorithm: the flow goes down, states inside states. */
export async function layoutOf(machine: DrawnMachine): Promise<Layout> {
  const states = all(machine.root)
  const starts = states.filter((state) => state.initial !== undefined)
  const edges: ElkExtendedEdge[] = [
    ...starts.map((state) => ({ id: `start ${state.id}`, sources: [startId(state)], targets: [state.initial!] })),
    ...machine.transitions.map((transition, index) => ({
      id: `transition ${index}`,
      sources: [transition.source],
      targets: [transition.target],
      labels: [
        {
          text: transition.event,
          ...sizeOf(labelOf(transition), LABEL_PADDING),
          layoutOptions: { 'elk.edgeLabels.inline': 'true', 'elk.edgeLabels.placement': 'CENTER' },
        },
      ],
    })),
  ]
  const graph = await new Elk().layout({
    id: '',
    layoutOptions: { ...LAYERED, 'elk.padding': '[top=8,left=8,bottom=8,right=8]' },
    children: [nodeOf(machine.root)],
    edges,
  })
  return read(machine, graph)
}

function read(machine: DrawnMachine, graph: ElkNode): Layout {
  const boxes = new Map<string, Rectangle>()
  const visit = (node: ElkNode): void => {
    boxes.set(node.id, { x: node.x ?? 0, y: node.y ?? 0, width: node.width ?? 0, height: node.height ?? 0 })
    for (const child of node.children ?? []) visit(child)
  }
  visit(graph)

  const states: PlacedState[] = []
  const place = (state: DrawnState, depth: number, region: boolean): void => {
    states.push({ state, box: boxes.get(state.id)!, head: headOf(state), depth, region })
    for (const child of state.children) place(child, depth + 1, state.type === 'parallel')
  }
  place(machine.root, 0, false)

  const placed = (graph.edges ?? []).map((edge): PlacedEdge => {
    const points = (edge.sections ?? []).flatMap(({ startPoint, bendPoints, endPoint }) => [
      startPoint,
      ...(bendPoints ?? []),
      endPoint,
    ])
    const label = edge.labels?.[0]
    const index = Number(edge.id.split(' ')[1])
    if (label === undefined) return { points, label: undefined }
    const box = { x: label.x ?? 0, y: label.y ?? 0, width: label.width ?? 0, height: label.height ?? 0 }
    return { points, label: { box, lines: labelOf(machine.transitions[index]!) } }
  })
  const dots = states.flatMap(({ state }) => {
    const dot = boxes.get(startId(state))
    return dot === undefined ? [] : [{ x: dot.x + START_SIZE / 2, y: dot.y + START_SIZE / 2 }]
  })
  return { width: graph.width ?? 0, height: graph.height ?? 0, states, starts: dots, edges: placed }
}
