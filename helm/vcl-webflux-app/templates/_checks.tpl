{{/* What a schema cannot say: what values need of each other. All that is wrong is told at once. */}}
{{- define "vcl-webflux-app.checks" -}}
{{- $wrong := list }}
{{- $values := .Values }}
{{- $vcl := .Values.vcl }}
{{- $vpp := ne .Values.mode "loopback" }}

{{- if and (eq .Values.mode "hostPath") (kindIs "invalid" .Values.hostPath.gid) }}
{{- $wrong = append $wrong "hostPath.gid: mode hostPath needs the number of the group that may write to VPP's app socket: 'stat -c %g' of the socket on the node" }}
{{- end }}
{{- if and $vpp (eq .Values.library.source "init") (not .Values.library.init.image) }}
{{- $wrong = append $wrong "library.init.image: library.source init needs an image that holds libvppcom" }}
{{- end }}
{{- if and $vpp (ne .Values.library.source "image") (regexMatch "^/(usr|lib|lib64|etc|bin|sbin|app)(/(lib|local|bin))?(/[a-z0-9_]+-linux-gnu)?$" .Values.library.directory) }}
{{- $wrong = append $wrong (printf "library.directory: the volume of library.source %s would hide what the image has in %s" .Values.library.source .Values.library.directory) }}
{{- end }}
{{- $socket := include "vcl-webflux-app.appSocket" . }}
{{- if gt (len $socket) 107 }}
{{- $wrong = append $wrong (printf "hostPath.socketDirectory: the path of the app socket has %d characters, and a socket's may have 107: %s" (len $socket) $socket) }}
{{- end }}

{{- $heap := include "vcl-webflux-app.bytes" $vcl.heapsize | int64 }}
{{- if or (lt $heap (int64 16777216)) (gt $heap (int64 3221225472)) }}
{{- $wrong = append $wrong (printf "vcl.heapsize: %s is not between 16MB and 3GB; VCL computes it in 32 bits" $vcl.heapsize) }}
{{- end }}
{{- $fifos := int64 0 }}
{{- range list "rxFifoSize" "txFifoSize" }}
{{- $size := include "vcl-webflux-app.bytes" (get $vcl .) | int64 }}
{{- if or (lt $size (int64 4096)) (gt $size (int64 2147483648)) }}
{{- $wrong = append $wrong (printf "vcl.%s: %s is not between 4KB and 2GB" . (get $vcl .)) }}
{{- end }}
{{- $fifos = add $fifos (include "vcl-webflux-app.fifoBytes" (get $vcl .) | int64) }}
{{- end }}
{{- range list "segmentSize" "addSegmentSize" }}
{{- if lt (include "vcl-webflux-app.bytes" (get $vcl .) | int64) $fifos }}
{{- $wrong = append $wrong (printf "vcl.%s: %s does not hold one connection, whose fifos take %d bytes" . (get $vcl .) $fifos) }}
{{- end }}
{{- end }}
{{- if and (not $vcl.useMqEventfd) (regexMatch "^0+[a-z]*$" (toString $vcl.worker.spin)) }}
{{- $wrong = append $wrong "vcl.useMqEventfd: without it nothing wakes an event loop that sleeps; set vcl.worker.spin above zero" }}
{{- end }}
{{- if not (or $vcl.appScopeGlobal $vcl.appScopeLocal) }}
{{- $wrong = append $wrong "vcl.appScopeGlobal: without it and vcl.appScopeLocal nobody reaches the application" }}
{{- end }}
{{- if and $vcl.hugePage (not (or (hasKey .Values.resources.limits "hugepages-2Mi") (hasKey .Values.resources.limits "hugepages-1Gi"))) }}
{{- $wrong = append $wrong "vcl.hugePage: a pod has no huge pages without resources.limits for hugepages-2Mi or hugepages-1Gi" }}
{{- end }}

{{- range $name, $interval := dict "attach.retryInterval" $vcl.attach.retryInterval "reattach.interval" $vcl.reattach.interval }}
{{- $milliseconds := include "vcl-webflux-app.milliseconds" $interval | int64 }}
{{- if or (lt $milliseconds (int64 10)) (gt $milliseconds (int64 60000)) }}
{{- $wrong = append $wrong (printf "vcl.%s: %s is not between 10ms and 60s" $name $interval) }}
{{- end }}
{{- end }}
{{- $stall := include "vcl-webflux-app.milliseconds" $vcl.worker.stallThreshold | int64 }}
{{- if and (ne $stall (int64 0)) (or (lt $stall (int64 100)) (gt $stall (int64 3600000))) }}
{{- $wrong = append $wrong (printf "vcl.worker.stallThreshold: %s is neither 0s nor between 100ms and 1h" $vcl.worker.stallThreshold) }}
{{- end }}
{{- $start := add (include "vcl-webflux-app.milliseconds" $vcl.attach.timeout | int64) 30000 }}
{{- if and $vpp (gt $start (mul .Values.probes.startupSeconds 1000)) }}
{{- $wrong = append $wrong (printf "probes.startupSeconds: %d is shorter than vcl.attach.timeout, %s, and 30 s for the start of the JVM; kubelet would restart a pod that waits for VPP" (int .Values.probes.startupSeconds) $vcl.attach.timeout) }}
{{- end }}
{{- if and (eq .Values.mode "hostPath") (eq $vcl.attach.onFailure "fallback") }}
{{- $wrong = append $wrong "vcl.attach.onFailure: in mode hostPath clients know the addresses of VPP, and over the kernel the application listens at the pod's" }}
{{- end }}

{{- if eq (int .Values.server.port) (int .Values.management.port) }}
{{- $wrong = append $wrong (printf "management.port: %d is the server's; kubelet could not reach Actuator over VCL" (int .Values.management.port)) }}
{{- end }}
{{- if hasKey .Values.config "vcl" }}
{{- $wrong = append $wrong "config.vcl: these are values of the chart; set vcl.* instead" }}
{{- end }}
{{- range $path := list "server.port" "server.shutdown" "management.server" "management.endpoint.health.probes" "management.endpoint.health.group.readiness" "spring.lifecycle.timeout-per-shutdown-phase" }}
{{- $at := $values.config }}
{{- $there := true }}
{{- range splitList "." $path }}
{{- if and $there (kindIs "map" $at) (hasKey $at .) }}{{ $at = get $at . }}{{ else }}{{ $there = false }}{{ end }}
{{- end }}
{{- if $there }}
{{- $wrong = append $wrong (printf "config.%s: the chart sets it by server.port, management.port and drainSeconds, and probes and ports rely on it" $path) }}
{{- end }}
{{- end }}
{{- range $name, $_ := .Values.config }}
{{- if contains "." $name }}
{{- $wrong = append $wrong (printf "config: %s has dots; nest it" $name) }}
{{- end }}
{{- end }}
{{- range .Values.extraEnv }}
{{- if or (and (hasPrefix "VCL_" .name) (ne .name "VCL_DEBUG")) (has .name (list "JAVA_TOOL_OPTIONS" "LD_LIBRARY_PATH" "SPRING_CONFIG_ADDITIONAL_LOCATION")) }}
{{- $wrong = append $wrong (printf "extraEnv: %s would win over values of the chart; set vcl.*, jvm.options, library.directory or config instead" .name) }}
{{- end }}
{{- end }}
{{- range .Values.jvm.options }}
{{- if regexMatch "^-(Xmx|Xms|XX:MaxDirectMemorySize=|XX:MaxRAMPercentage=)" . }}
{{- $wrong = append $wrong (printf "jvm.options: %s would differ from the memory request; set jvm.heap and jvm.directMemory instead" .) }}
{{- end }}
{{- end }}

{{- with .Values.terminationGracePeriodSeconds }}
{{- if lt (int .) (include "vcl-webflux-app.shortestTermination" $ | int) }}
{{- $wrong = append $wrong (printf "terminationGracePeriodSeconds: %d is shorter than preStopSeconds, drainSeconds and 15 s for the end, %s in all" (int .) (include "vcl-webflux-app.shortestTermination" $)) }}
{{- end }}
{{- end }}
{{- if and .Values.autoscaling.enabled (lt (int .Values.autoscaling.maxReplicas) (int .Values.autoscaling.minReplicas)) }}
{{- $wrong = append $wrong (printf "autoscaling.maxReplicas: %d is less than minReplicas, %d" (int .Values.autoscaling.maxReplicas) (int .Values.autoscaling.minReplicas)) }}
{{- end }}
{{- range list "ingress" "httpRoute" "networkPolicy" }}
{{- if and (eq $values.mode "hostPath") (get $values .).enabled }}
{{- $wrong = append $wrong (printf "%s.enabled: in mode hostPath the application listens at the addresses of VPP, not at the pod's; nothing of Kubernetes is on that way" .) }}
{{- end }}
{{- end }}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) }}
{{- $wrong = append $wrong "ingress.hosts: an Ingress needs at least one host" }}
{{- end }}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) }}
{{- $wrong = append $wrong "httpRoute.parentRefs: an HTTPRoute needs a Gateway" }}
{{- end }}
{{- range list "cni.projectcalico.org/vppVcl" "checksum/config" }}
{{- if hasKey $values.podAnnotations . }}
{{- $wrong = append $wrong (printf "podAnnotations: the chart sets %s" .) }}
{{- end }}
{{- end }}
{{- range list "app.kubernetes.io/name" "app.kubernetes.io/instance" }}
{{- if hasKey $values.podLabels . }}
{{- $wrong = append $wrong (printf "podLabels: %s is what the Service selects by" .) }}
{{- end }}
{{- end }}

{{- if $wrong }}
{{- fail (printf "\n\n%d wrong:\n- %s\n" (len $wrong) (join "\n- " $wrong)) }}
{{- end }}
{{- end }}
