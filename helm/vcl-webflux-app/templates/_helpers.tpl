{{- define "vcl-webflux-app.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* 53 characters, so that the names made of it fit into a label. */}}
{{- define "vcl-webflux-app.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 53 | trimSuffix "-" }}
{{- else if contains $name .Release.Name }}
{{- .Release.Name | trunc 53 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 53 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "vcl-webflux-app.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "vcl-webflux-app.selectorLabels" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | trunc 63 | trimAll "-_." | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "vcl-webflux-app.selectorLabels" -}}
app.kubernetes.io/name: {{ include "vcl-webflux-app.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "vcl-webflux-app.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (ternary (include "vcl-webflux-app.fullname" .) "default" .Values.serviceAccount.create) }}
{{- end }}

{{- define "vcl-webflux-app.image" -}}
{{- with .Values.image -}}
{{- if .digest }}{{ .repository }}@{{ .digest }}{{ else }}{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end }}
{{- end }}

{{/* Bytes of a size such as 64MB; 0 for none. */}}
{{- define "vcl-webflux-app.bytes" -}}
{{- $size := . | toString }}
{{- $number := regexFind "^[0-9]+" $size | int64 }}
{{- if hasSuffix "GB" $size }}{{ mul $number 1073741824 }}
{{- else if hasSuffix "MB" $size }}{{ mul $number 1048576 }}
{{- else if hasSuffix "KB" $size }}{{ mul $number 1024 }}
{{- else }}{{ $number }}{{ end }}
{{- end }}

{{- define "vcl-webflux-app.mebibytes" -}}
{{- div (include "vcl-webflux-app.bytes" . | int64) 1048576 }}
{{- end }}

{{/* Milliseconds of a time such as 500ms. */}}
{{- define "vcl-webflux-app.milliseconds" -}}
{{- $time := . | toString }}
{{- $number := regexFind "^[0-9]+" $time | int64 }}
{{- if hasSuffix "ns" $time }}{{ div $number 1000000 }}
{{- else if hasSuffix "us" $time }}{{ div $number 1000 }}
{{- else if hasSuffix "ms" $time }}{{ $number }}
{{- else if hasSuffix "m" $time }}{{ mul $number 60000 }}
{{- else if hasSuffix "h" $time }}{{ mul $number 3600000 }}
{{- else }}{{ mul $number 1000 }}{{ end }}
{{- end }}

{{/* The power of two that VPP makes of a fifo's size. */}}
{{- define "vcl-webflux-app.fifoBytes" -}}
{{- $wanted := include "vcl-webflux-app.bytes" . | int64 }}
{{- $power := 4096 | int64 }}
{{- range until 24 }}
{{- if lt $power $wanted }}{{ $power = mul $power 2 }}{{ end }}
{{- end }}
{{- $power }}
{{- end }}

{{/* Segments that an event loop's share of the connections needs. A segment keeps some of itself for its bookkeeping: 1 of 16. */}}
{{- define "vcl-webflux-app.segmentsPerWorker" -}}
{{- $pair := add (include "vcl-webflux-app.fifoBytes" .Values.vcl.rxFifoSize | int64) (include "vcl-webflux-app.fifoBytes" .Values.vcl.txFifoSize | int64) }}
{{- $segment := include "vcl-webflux-app.bytes" .Values.vcl.addSegmentSize | int64 }}
{{- $fitting := max 1 (div (sub $segment (div $segment 16)) $pair) }}
{{- $workers := .Values.vcl.worker.count | int64 }}
{{- $share := div (sub (add (.Values.resources.connections | int64) $workers) 1) $workers }}
{{- max 1 (div (sub (add $share $fitting) 1) $fitting) }}
{{- end }}

{{/* MiB of shared memory that VCL may fill: its heap, and per event loop the first segment and those of its connections. */}}
{{- define "vcl-webflux-app.sharedMemory" -}}
{{- $vcl := .Values.vcl }}
{{- $heap := include "vcl-webflux-app.mebibytes" $vcl.heapsize | int64 }}
{{- $first := include "vcl-webflux-app.mebibytes" $vcl.segmentSize | int64 }}
{{- $further := mul (include "vcl-webflux-app.segmentsPerWorker" . | int64) (include "vcl-webflux-app.mebibytes" $vcl.addSegmentSize | int64) }}
{{- if eq .Values.mode "loopback" }}0
{{- else if $vcl.hugePage }}{{ $heap }}
{{- else }}{{ add $heap (mul ($vcl.worker.count | int64) (add $first $further)) }}{{ end }}
{{- end }}

{{- define "vcl-webflux-app.memory" -}}
{{- $jvm := .Values.jvm }}
{{- $mebibytes := include "vcl-webflux-app.sharedMemory" . | int64 }}
{{- range list $jvm.heap $jvm.directMemory $jvm.overhead }}
{{- $mebibytes = add $mebibytes (include "vcl-webflux-app.mebibytes" . | int64) }}
{{- end }}
{{- printf "%dMi" $mebibytes }}
{{- end }}

{{- define "vcl-webflux-app.resources" -}}
{{- $requests := deepCopy .Values.resources.requests }}
{{- if not (hasKey $requests "memory") }}
{{- $_ := set $requests "memory" (include "vcl-webflux-app.memory" .) }}
{{- end }}
{{- $limits := deepCopy .Values.resources.limits }}
{{- if not (hasKey $limits "memory") }}
{{- $_ := set $limits "memory" $requests.memory }}
{{- end }}
{{- toYaml (dict "requests" $requests "limits" $limits) }}
{{- end }}

{{/* Two pods cannot listen on the same port of one VPP: one per node in mode hostPath, unless the values say otherwise. */}}
{{- define "vcl-webflux-app.affinity" -}}
{{- $affinity := deepCopy .Values.affinity }}
{{- if and (eq .Values.mode "hostPath") (not (hasKey $affinity "podAntiAffinity")) }}
{{- $term := dict "topologyKey" "kubernetes.io/hostname" "labelSelector" (dict "matchLabels" (include "vcl-webflux-app.selectorLabels" . | fromYaml)) }}
{{- $_ := set $affinity "podAntiAffinity" (dict "requiredDuringSchedulingIgnoredDuringExecution" (list $term)) }}
{{- end }}
{{- if $affinity }}{{ toYaml $affinity }}{{ end }}
{{- end }}

{{/* The shortest time until SIGKILL: leaving the Service, the drain, and 15 s for VCL and the JVM to end. */}}
{{- define "vcl-webflux-app.shortestTermination" -}}
{{- add .Values.preStopSeconds .Values.drainSeconds 15 }}
{{- end }}

{{- define "vcl-webflux-app.appSocket" -}}
{{- if eq .Values.mode "calico" }}abstract:vpp/session
{{- else }}{{ printf "%s/%s" .Values.hostPath.socketDirectory .Values.hostPath.appNamespace }}{{ end }}
{{- end }}

{{/* Values under their Spring names, without the unset ones: rxFifoSize is rx-fifo-size. */}}
{{- define "vcl-webflux-app.properties" -}}
{{- $properties := dict }}
{{- range $name, $value := . }}
{{- if kindIs "map" $value }}
{{- $_ := set $properties (kebabcase $name) (include "vcl-webflux-app.properties" $value | fromYaml) }}
{{- else if not (kindIs "invalid" $value) }}
{{- $_ := set $properties (kebabcase $name) $value }}
{{- end }}
{{- end }}
{{- toYaml $properties }}
{{- end }}

{{- define "vcl-webflux-app.application" -}}
{{- $vcl := include "vcl-webflux-app.properties" .Values.vcl | fromYaml }}
{{- $_ := set $vcl "app-name" (.Values.vcl.appName | default (include "vcl-webflux-app.fullname" .)) }}
{{- if eq .Values.mode "loopback" }}
{{- $_ := set $vcl "mode" "loopback" }}
{{- else }}
{{- $_ := set $vcl "mode" "vpp" }}
{{- $_ := set $vcl "app-socket-api" (include "vcl-webflux-app.appSocket" .) }}
{{- $_ := set $vcl "library-path" .Values.library.directory }}
{{- $_ := set $vcl "expected-release" .Values.library.release }}
{{- end }}
{{- $readiness := ternary "readinessState,vcl" "readinessState" .Values.vcl.reattach.refuseTraffic }}
{{- $health := dict "show-details" "always" "probes" (dict "enabled" true) "group" (dict "readiness" (dict "include" $readiness)) }}
{{- $exposed := dict "web" (dict "exposure" (dict "include" "health,info,metrics,prometheus,threaddump,vcl")) }}
{{- $management := dict "server" (dict "port" .Values.management.port) "endpoint" (dict "health" $health) "endpoints" $exposed }}
{{- $ours := dict
    "vcl" $vcl
    "server" (dict "port" .Values.server.port "shutdown" "graceful")
    "spring" (dict "lifecycle" (dict "timeout-per-shutdown-phase" (printf "%ds" (int .Values.drainSeconds))))
    "management" $management }}
{{- toYaml (mergeOverwrite $ours (deepCopy .Values.config)) }}
{{- end }}
