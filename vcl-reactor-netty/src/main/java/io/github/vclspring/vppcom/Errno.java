/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom;

/**
 * The negative numbers that libvppcom returns: minus Linux's errno. Its own {@code vppcom_retval_str} knows few of
 * them.
 */
public final class Errno {

    /** The fifo is empty or full, or there is no connection to accept; also EWOULDBLOCK. */
    public static final int EAGAIN = -11;
    /** No memory, in this process or for a segment of VPP's. */
    public static final int ENOMEM = -12;
    /** A null pointer was given; of a session's error, any failure that VPP does not tell apart. */
    public static final int EFAULT = -14;
    /** The thread is a worker already, or a worker was refused. */
    public static final int EEXIST = -17;
    /** An argument, such as an attribute's length, is not as it must be. */
    public static final int EINVAL = -22;
    /** Written after this side was shut down. */
    public static final int EPIPE = -32;
    /** Not EBADF: VPP says "descriptor in bad state". */
    public static final int EBADFD = -77;

    /** VPP does not know the transport's attribute, or refuses it. */
    public static final int ENOPROTOOPT = -92;
    /** Not possible in this configuration. */
    public static final int ENOTSUP = -95;
    /** An IPv6 address where only IPv4 is possible. */
    public static final int EAFNOSUPPORT = -97;
    /** Another session of VPP has the address and port. */
    public static final int EADDRINUSE = -98;
    /** No interface of VPP has the address; VCL itself never returns it. */
    public static final int EADDRNOTAVAIL = -99;
    /** The connection was given up before it was accepted. */
    public static final int ECONNABORTED = -103;
    /** The peer, or VPP, has reset the connection. */
    public static final int ECONNRESET = -104;
    /** The session is not connected, or VPP has cleaned it up. */
    public static final int ENOTCONN = -107;
    /** VPP has not answered within the configured time. */
    public static final int ETIMEDOUT = -110;
    /** The peer refuses, or VPP refuses to listen. */
    public static final int ECONNREFUSED = -111;
    /** The connection is being established; an event will tell. */
    public static final int EINPROGRESS = -115;

    private Errno() {}

    /** The text that Linux has for an error, with its name. */
    public static String describe(int errno) {
        return switch (errno) {
            case EAGAIN -> "Resource temporarily unavailable (EAGAIN)";
            case ENOMEM -> "Cannot allocate memory (ENOMEM)";
            case EFAULT -> "Bad address (EFAULT)";
            case EEXIST -> "Already exists (EEXIST)";
            case EINVAL -> "Invalid argument (EINVAL)";
            case EPIPE -> "Broken pipe (EPIPE)";
            case EBADFD -> "Session in bad state (EBADFD)";
            case ENOPROTOOPT -> "Protocol not available (ENOPROTOOPT)";
            case ENOTSUP -> "Operation not supported (ENOTSUP)";
            case EAFNOSUPPORT -> "Address family not supported (EAFNOSUPPORT)";
            case EADDRINUSE -> "Address already in use (EADDRINUSE)";
            case EADDRNOTAVAIL -> "Cannot assign requested address (EADDRNOTAVAIL)";
            case ECONNABORTED -> "Software caused connection abort (ECONNABORTED)";
            case ECONNRESET -> "Connection reset by peer (ECONNRESET)";
            case ENOTCONN -> "Session is not connected (ENOTCONN)";
            case ETIMEDOUT -> "Connection timed out (ETIMEDOUT)";
            case ECONNREFUSED -> "Connection refused (ECONNREFUSED)";
            case EINPROGRESS -> "Operation now in progress (EINPROGRESS)";
            default -> "Error " + errno;
        };
    }
}
