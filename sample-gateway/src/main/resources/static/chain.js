import { byId, cell, follow, millis, number, pill, showStatus } from './sample.js'

const comparisons = {
  vpp: 'Beside each hop: the same chain over the kernel, through servers that the same applications have there.',
  loopback: 'This is the loopback: figures show that the chain works, and there is nothing to compare.',
  kernel: 'Everything runs over the kernel: there is nothing to compare.'
}

function pills(states) {
  const element = document.createElement('span')
  element.append(...states.map(pill))
  return element
}

const timed = (hops, time) => hops.map(hop => ({ ...hop, time: Date.parse(time) }))
const all = snapshot => [...timed(snapshot.hops, snapshot.time), ...snapshot.services.flatMap(service => timed(service.hops, service.time))]
const same = (one, other) => ['from', 'to', 'by', 'chain', 'transport'].every(key => one[key] === other[key])

/** What happened on one hop of one chain since its application last reported, over whatever transport. */
function change(now, before, key, chain) {
  const current = all(now).filter(hop => hop.chain === chain && hop.from === key.from && hop.to === key.to)
  const moved = current.map(hop => {
    const old = before && all(before).find(candidate => same(candidate, hop))
    const from = old || { count: 0, seconds: 0, time: Date.parse((before || now).time) }
    return { transport: hop.transport, count: Math.max(0, hop.count - from.count), seconds: Math.max(0, hop.seconds - from.seconds), elapsed: (hop.time - from.time) / 1000 }
  })
  const count = moved.reduce((sum, hop) => sum + hop.count, 0)
  const elapsed = Math.max(0, ...moved.map(hop => hop.elapsed))
  const busy = moved.filter(hop => hop.count > 0)
  return {
    transports: (busy.length ? busy : moved).map(hop => hop.transport),
    rate: elapsed > 0 ? count / elapsed : null,
    latency: before && count > 0 ? 1000 * moved.reduce((sum, hop) => sum + hop.seconds, 0) / count : null
  }
}

function hops(now, before) {
  const keys = []
  for (const hop of all(now)) {
    if (hop.chain !== 'peer' && !keys.some(key => key.from === hop.from && key.to === hop.to)) keys.push(hop)
  }
  const rows = keys.map(key => {
    const vcl = change(now, before, key, 'vcl')
    const kernel = change(now, before, key, 'kernel')
    const row = document.createElement('tr')
    cell(row, 'Hop', `${key.from} → ${key.to}`)
    cell(row, 'Protocol', key.by)
    cell(row, 'Transport', pills(vcl.transports))
    cell(row, 'Requests/s', vcl.rate === null ? '–' : number(vcl.rate), 'number')
    cell(row, 'Mean latency', millis(vcl.latency), 'number')
    cell(row, 'Kernel: requests/s', kernel.rate === null ? '–' : number(kernel.rate), 'number beside')
    cell(row, 'Kernel: mean latency', millis(kernel.latency), 'number beside')
    return row
  })
  document.querySelector('#hops tbody').replaceChildren(...rows)
  byId('hops').hidden = rows.length === 0
  byId('no-hops').hidden = rows.length > 0
}

function clients(now) {
  document.querySelector('#clients tbody').replaceChildren(...now.clients.map(client => {
    const row = document.createElement('tr')
    cell(row, 'Client', client.name)
    cell(row, 'Transport', pills([client.transport === 'VCL' ? 'VCL' : 'KERNEL']))
    cell(row, 'Why', client.reason)
    return row
  }))
}

function silent(now) {
  const failed = now.services.filter(service => service.failure)
  byId('silent').textContent = failed.map(service => `No news from the service at ${service.url}: ${service.failure}`).join(' ')
  byId('silent').hidden = failed.length === 0
}

/** Without news the old counters stand, with their time: a rate must neither count everything once more nor two seconds as one. */
function keepOldHops(now, before) {
  for (const service of now.services) {
    const old = service.failure && before && before.services.find(candidate => candidate.url === service.url)
    service.hops = old ? old.hops : service.hops
    service.time = old ? old.time : now.time
  }
}

function show(now, before) {
  keepOldHops(now, before)
  document.body.classList.toggle('compares', now.status.source === 'vpp')
  showStatus(now.status, now.time)
  byId('comparison').textContent = comparisons[now.status.source]
  hops(now, before)
  clients(now)
  silent(now)
}

follow('api/hops', 'gateway', show)
