/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom;

/**
 * Error codes returned by libvppcom: negated Linux errno values. Its own {@code vppcom_retval_str} covers only a few of
 * them.
 */
public final class Errno {

    /** The fifo is empty or full, or there is no connection to accept. Same as EWOULDBLOCK. */
    public static final int EAGAIN = -11;
    /** Out of memory, in this process or for a VPP segment. */
    public static final int ENOMEM = -12;
    /** A null pointer was passed. As a session error, any failure for which VPP has no specific code. */
    public static final int EFAULT = -14;
    /** The thread is already a worker, or a worker was refused. */
    public static final int EEXIST = -17;
    /** An argument is invalid, for example the length of an attribute. */
    public static final int EINVAL = -22;
    /** The session was written to after this side was shut down. */
    public static final int EPIPE = -32;
    /** The session is in a bad state. VPP uses EBADFD, not EBADF. */
    public static final int EBADFD = -77;

    /** VPP does not know the transport attribute, or refuses it. */
    public static final int ENOPROTOOPT = -92;
    /** Not supported in this configuration. */
    public static final int ENOTSUP = -95;
    /** An IPv6 address was passed where only IPv4 is supported. */
    public static final int EAFNOSUPPORT = -97;
    /** Another VPP session uses the address and port. */
    public static final int EADDRINUSE = -98;
    /** No VPP interface has the address. VCL itself never returns this code. */
    public static final int EADDRNOTAVAIL = -99;
    /** The connection was aborted before it was accepted. */
    public static final int ECONNABORTED = -103;
    /** The peer or VPP reset the connection. */
    public static final int ECONNRESET = -104;
    /** The session is not connected, or VPP has cleaned it up. */
    public static final int ENOTCONN = -107;
    /** VPP did not answer within the configured time. */
    public static final int ETIMEDOUT = -110;
    /** The peer refused the connection, or VPP refused to listen. */
    public static final int ECONNREFUSED = -111;
    /** The connection is being established. An event reports the outcome. */
    public static final int EINPROGRESS = -115;

    private Errno() {}

    /** Returns a description of an error, followed by its name. */
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
