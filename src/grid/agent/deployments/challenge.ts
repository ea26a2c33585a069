import { hash } from 'node:crypto'
import type { Deployment, Workload } from './deployment.ts'
import type { WorkloadData } from './workload-data.ts'

type DataOf<Type extends WorkloadData['type']> = Extract<WorkloadData, { type: Type }>['data']

/**
 * What stands in a contract for a deployment: the MD5, as 32 hex digits, of what it says put together in the order of the protocol.
 * The id of the contract is no part of it, as that comes after.
 */
export const challengeHash = (deployment: Deployment): string => hash('md5', challengeOf(deployment))

function challengeOf({ version, twin_id, metadata, description, expiration, workloads, ...rest }: Deployment): string {
  const { requests, weight_required, signature_style } = rest.signature_requirement
  return [
    version,
    twin_id,
    metadata,
    description,
    expiration,
    ...workloads.map(workloadChallenge),
    ...(requests ?? []).flatMap(({ twin_id: twin, required, weight }) => [twin, required, weight]),
    weight_required,
    signature_style,
  ].join('')
}

const workloadChallenge = (workload: Workload): string => {
  const { version, name, type, metadata, description } = workload
  return [version, name, type, metadata, description, dataChallenge(workload)].join('')
}

function dataChallenge(workload: WorkloadData): string {
  switch (workload.type) {
    case 'zmachine':
      return machineChallenge(workload.data)
    case 'network':
      return networkChallenge(workload.data)
    case 'zdb': {
      const { size, mode, password, public: isPublic } = workload.data
      return [size, mode, password, isPublic].join('')
    }
    case 'ip':
      return [workload.data.v4, workload.data.v6].join('')
    default:
      return String(workload.data.size)
  }
}

function machineChallenge(machine: DataOf<'zmachine'>): string {
  const { flist, network, size, compute_capacity, mounts, entrypoint, env, gpu } = machine
  const { public_ip, planetary, interfaces, mycelium } = network
  return [
    flist,
    public_ip,
    planetary,
    ...(interfaces ?? []).flatMap((each) => [each.network, each.ip]),
    mycelium?.network,
    mycelium?.hex_seed,
    size,
    compute_capacity.cpu,
    compute_capacity.memory,
    ...(mounts ?? []).flatMap(({ name, mountpoint }) => [name, mountpoint]),
    entrypoint,
    ...Object.keys(env ?? {})
      .toSorted()
      .map((key) => `${key}=${env?.[key]}`),
    ...(gpu ?? []),
  ].join('')
}

function networkChallenge({ peers, mycelium, ...network }: DataOf<'network'>): string {
  return [
    network.ip_range,
    network.subnet,
    network.wireguard_private_key,
    network.wireguard_listen_port,
    ...(peers ?? []).flatMap(({ wireguard_public_key, endpoint, subnet, allowed_ips }) => [
      wireguard_public_key,
      endpoint,
      subnet,
      ...(allowed_ips ?? []),
    ]),
    mycelium?.hex_key,
    ...(mycelium?.peers ?? []),
  ].join('')
}
