/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** libvppcom's functions over kernel sockets. A call that would crash or hang VPP's library throws an exception. */
final class LoopbackVppcom implements Vppcom {

    /** A longer name overruns the attach message (vcl_sapi.c, 26.06). */
    private static final int MAX_APP_NAME = 63;

    private static final int ATTACH_FAILED = -1;

    private final LoopbackVppcomLibrary library;
    private final ThreadLocal<Registration> registrations = ThreadLocal.withInitial(Registration::new);
    private volatile @Nullable LoopbackApp app;

    LoopbackVppcom(LoopbackVppcomLibrary library) {
        this.library = library;
    }

    /** VCL's thread-local worker index, which outlives the application that assigned it. */
    private static final class Registration {
        int index = -1;

        @Nullable
        LoopbackApp app;
    }

    private Worker worker() {
        Registration registration = registrations.get();
        LoopbackApp current = app;
        Worker worker = current == null ? null : current.worker(registration.index);
        if (worker == null) {
            throw new LoopbackMisuseException(
                    "Thread '" + Thread.currentThread().getName() + "' is no VCL worker (index " + registration.index
                            + "): VCL dies by SIGSEGV");
        }
        if (registration.app != current) {
            throw new LoopbackMisuseException(
                    "Thread '" + Thread.currentThread().getName()
                            + "' was a worker of an application that was destroyed: VCL would take it for worker "
                            + registration.index + " of the new one");
        }
        return worker;
    }

    private void register(LoopbackApp current, int index) {
        Registration registration = registrations.get();
        registration.app = current;
        registration.index = index;
    }

    @Override
    public synchronized int appCreate(String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_APP_NAME) {
            throw new LoopbackMisuseException(
                    "The application's name is longer than 63 bytes: VCL overruns its attach message: " + name);
        }
        if (app != null) {
            throw new LoopbackMisuseException(
                    "A second app_create: VCL reads its configuration again, attaches again, and"
                            + " loses the sessions of the first application");
        }
        if (registrations.get().index != -1) {
            throw new LoopbackMisuseException("app_create on a thread that was worker " + registrations.get().index
                    + " of a destroyed application: VCL makes no worker 0");
        }
        VclConf conf = VclConf.read(library.getenv("VCL_CONFIG"));
        if (library.getenv("VCL_APP_USE_MQ_EVENTFD") != null) {
            conf.enableMqEventfd();
        }
        LoopbackFaults faults = library.faults();
        if (!faults.allowsAttach()) {
            return ATTACH_FAILED;
        }
        Vpp vpp = new Vpp(faults);
        LoopbackApp created = new LoopbackApp(conf, faults, vpp);
        Worker worker = created.allocate();
        if (worker == null) {
            throw new AssertionError("The first worker is within max-workers");
        }
        vpp.start();
        vpp.attach(worker);
        worker.attached(true);
        faults.app(created);
        app = created;
        register(created, worker.index());
        ExitCheck.arm();
        return 0;
    }

    @Override
    public synchronized void appDestroy() {
        LoopbackApp current = app;
        if (current == null || current.registered() == 0) {
            return;
        }
        worker();
        current.destroy();
        library.faults().app(null);
        app = null;
        register(current, -1);
        ExitCheck.disarm();
    }

    @Override
    public synchronized int workerRegister() {
        LoopbackApp current = app;
        if (current == null) {
            throw new LoopbackMisuseException("worker_register before app_create: VCL dies by SIGSEGV");
        }
        if (registrations.get().index != -1) {
            return Errno.EEXIST;
        }
        Worker worker = current.allocate();
        if (worker == null) {
            return Errno.EEXIST;
        }
        // the slot is taken even if VPP refuses
        register(current, worker.index());
        if (library.faults().refusesWorker(worker.index()) || !current.vpp().attach(worker)) {
            return Errno.EEXIST;
        }
        worker.attached(true);
        return 0;
    }

    @Override
    public synchronized void workerUnregister() {
        Worker worker = worker();
        LoopbackApp current = app;
        if (current != null) {
            current.free(worker);
            register(current, -1);
        }
    }

    @Override
    public int workerIndex() {
        return registrations.get().index;
    }

    @Override
    public void workerIndexSet(int index) {
        Registration registration = registrations.get();
        registration.index = index;
        registration.app = app;
    }

    @Override
    public int workerMqsEpfd() {
        return worker().mqsEpoll();
    }

    @Override
    public int workerIsDetached() {
        Worker worker = worker();
        if (!worker.conf().useMqEventfd()) {
            return Errno.ENOTSUP;
        }
        return worker.isAttached() ? 0 : 1;
    }

    @Override
    public int sessionCreate(int proto, int nonBlocking) {
        Worker worker = worker();
        worker.checkDrained();
        return SessionCalls.create(worker, proto, nonBlocking != 0);
    }

    @Override
    public int sessionClose(int session) {
        Session found = worker().find(session);
        return found == null ? Errno.EBADFD : SessionCalls.close(found);
    }

    @Override
    public int sessionShutdown(int session, int how) {
        Session found = worker().find(session);
        return found == null ? Errno.EBADFD : SessionCalls.shutdown(found, how);
    }

    @Override
    public int sessionTerminate(int session) {
        Session found = worker().find(session);
        return found == null ? Errno.EBADFD : SessionCalls.terminate(found);
    }

    @Override
    public int sessionBind(int session, long endpoint) {
        if (!SockAddr.isEndpoint(endpoint)) {
            return Errno.EINVAL;
        }
        Session found = worker().find(session);
        return found == null || found.epollSet ? Errno.EBADFD : ListenerCalls.bind(found, endpoint);
    }

    @Override
    public int sessionListen(int session, int backlog) {
        Session found = worker().find(session);
        return found == null || found.epollSet ? Errno.EBADFD : ListenerCalls.listen(found);
    }

    @Override
    public int sessionAccept(int listener, long endpoint, int flags) {
        Session found = worker().find(listener);
        return found == null ? Errno.EBADFD : ListenerCalls.accept(found, endpoint, flags);
    }

    @Override
    public int sessionConnect(int session, long endpoint) {
        Session found = worker().find(session);
        return found == null || found.epollSet ? Errno.EBADFD : SessionCalls.connect(found, endpoint);
    }

    @Override
    public int sessionRead(int session, long address, long length) {
        return DataCalls.read(worker().find(session), address, length, false);
    }

    @Override
    public int sessionWrite(int session, long address, long length) {
        return DataCalls.write(worker().find(session), address, length, 0);
    }

    @Override
    public int sessionWriteSegments(int session, long segments, int count) {
        return DataCalls.writeSegments(worker().find(session), segments, count);
    }

    @Override
    public int sessionReadSegments(int session, long segments, int count, int maxBytes) {
        return DataCalls.show(worker().find(session), segments, maxBytes);
    }

    @Override
    public void sessionFreeSegments(int session, int bytes) {
        DataCalls.take(worker().find(session), bytes);
    }

    @Override
    public int sessionAttr(int session, int op, long buffer, long length) {
        Session found = worker().findForAttribute(session);
        return found == null ? Errno.EBADFD : Attributes.call(found, op, buffer, length);
    }

    @Override
    public int sessionRecvfrom(int session, long address, int length, int flags, long endpoint) {
        return DataCalls.receive(worker().find(session), address, length, flags, endpoint);
    }

    @Override
    public int sessionSendto(int session, long address, int length, int flags, long endpoint) {
        return DataCalls.send(worker().find(session), address, length, endpoint);
    }

    @Override
    public int sessionGetError(int session) {
        Session found = worker().find(session);
        return found == null || found.epollSet ? Errno.EBADFD : found.error;
    }

    @Override
    public int epollCreate() {
        Worker worker = worker();
        return worker.allocate(0, true).handle();
    }

    @Override
    public int epollCtl(int epoll, int op, int session, long event) {
        return EpollSets.ctl(worker(), epoll, op, session, event);
    }

    @Override
    public void flushMqEvents() {
        Worker worker = worker();
        worker.checkDrained();
        if (!worker.isAttached()) {
            throw new LoopbackMisuseException("flush_mq_events while detached: VCL dies by SIGSEGV");
        }
        EpollSets.flush(worker, "flush_mq_events");
    }

    @Override
    public int epollWait(int epoll, long events, int maxEvents, double timeoutMillis) {
        return EpollSets.await(worker(), epoll, events, maxEvents, timeoutMillis);
    }
}
