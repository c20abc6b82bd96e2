import { byId, cell, follow, millis, number, pill, showStatus } from './sample.js'

const POINTS = 120
const series = { rate: { vcl: [], kernel: [] }, latency: { vcl: [], kernel: [] } }

function bytes(value) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) { value /= 1000; unit++ }
  return (unit ? value.toFixed(1) : value.toFixed(0)) + ' ' + units[unit]
}

function push(list, value) {
  list.push(value)
  if (list.length > POINTS) list.shift()
}

/** A scale that ends at 1, 2 or 5 times a power of ten. */
function top(values, least) {
  const most = Math.max(least, ...values.filter(value => value !== null))
  const power = 10 ** Math.floor(Math.log10(most))
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= most)
}

function svg(name, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const key in attributes) element.setAttribute(key, attributes[key])
  return element
}

function draw(id, lines, least, unit) {
  const chart = byId(id + '-chart')
  const most = top([...lines.vcl, ...lines.kernel], least)
  const elements = [0, .5].map(y => svg('line', { x1: 0, x2: 600, y1: y * 160, y2: y * 160 }))
  for (const name of ['kernel', 'vcl']) {
    const list = lines[name]
    let run = []
    const flush = () => {
      if (run.length > 1) {
        if (name === 'vcl') elements.push(svg('polygon', { class: name, points: `${run[0][0]},160 ${run.map(p => p.join()).join(' ')} ${run[run.length - 1][0]},160` }))
        elements.push(svg('polyline', { class: name, points: run.map(p => p.join()).join(' ') }))
      }
      run = []
    }
    list.forEach((value, index) => {
      if (value === null) return flush()
      const x = 600 * (POINTS - list.length + index) / (POINTS - 1)
      run.push([x.toFixed(1), (160 - 156 * value / most).toFixed(1)])
    })
    flush()
  }
  chart.replaceChildren(...elements)
  byId(id + '-top').textContent = `top line ${number(most)}${unit}`
}

function bar(share) {
  const element = document.createElement('span')
  const track = element.appendChild(document.createElement('span'))
  track.className = 'bar'
  track.appendChild(document.createElement('i')).style.width = share === null ? '0' : (100 * share).toFixed(1) + '%'
  element.append(share === null ? '–' : (100 * share).toFixed(0) + ' %')
  return element
}

function workers(now, before, seconds) {
  const body = document.querySelector('#workers tbody')
  const rows = now.workers.map(worker => {
    const old = before && before.workers.find(candidate => candidate.index === worker.index)
    const row = document.createElement('tr')
    cell(row, 'Worker', `${worker.index} · ${worker.thread}`)
    cell(row, 'State', pill(worker.state))
    cell(row, 'Sessions', number(worker.sessions), 'number')
    cell(row, 'Accepted', number(worker.accepted), 'number')
    cell(row, 'Events/s', old ? number(Math.max(0, worker.events - old.events) / seconds) : '–', 'number')
    cell(row, 'Longest poll', millis(worker.longestPollMillis), 'number')
    cell(row, 'Busy', bar(old ? Math.min(1, Math.max(0, (worker.busySeconds - old.busySeconds) / seconds)) : null))
    return row
  })
  body.replaceChildren(...rows)
  byId('workers').hidden = rows.length === 0
  byId('no-workers').hidden = rows.length > 0
}

function requests(now, before, seconds) {
  for (const current of now.transports) {
    const old = before && before.transports.find(candidate => candidate.transport === current.transport)
    const count = old ? Math.max(0, current.count - old.count) : 0
    const latency = old && count > 0 ? 1000 * (current.seconds - old.seconds) / count : null
    if (old) {
      push(series.rate[current.transport], count / seconds)
      push(series.latency[current.transport], latency)
    }
    byId('rate-' + current.transport).textContent = old ? number(count / seconds) : '–'
    byId('latency-' + current.transport).textContent = millis(latency)
  }
  draw('rate', series.rate, 10, '/s')
  draw('latency', series.latency, 1, ' ms')
}

const sum = (snapshot, name) => snapshot.workers.reduce((total, worker) => total + worker[name], 0)

function show(now, before, seconds) {
  showStatus(now.status, now.time, now.appSocket ? ', app socket ' + now.appSocket : '')
  byId('reason').textContent = now.reason || ''
  byId('reason').hidden = !now.reason
  byId('sessions').textContent = number(sum(now, 'sessions'))
  byId('accepted').textContent = number(sum(now, 'accepted'))
  byId('reattachments').textContent = now.reattachments
  byId('in').textContent = before ? bytes(Math.max(0, sum(now, 'bytesIn') - sum(before, 'bytesIn')) / seconds) + '/s' : '–'
  byId('out').textContent = before ? bytes(Math.max(0, sum(now, 'bytesOut') - sum(before, 'bytesOut')) / seconds) + '/s' : '–'
  workers(now, before, seconds)
  requests(now, before, seconds)
}

follow('api/transport', 'server', show)
