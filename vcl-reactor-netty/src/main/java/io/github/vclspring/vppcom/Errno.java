/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom;

/**
 * The negative numbers that libvppcom returns: minus Linux's errno. Its own {@code vppcom_retval_str} knows few of
 * them.
 */
public final class Errno {

    public static final int EAGAIN = -11;
    public static final int ENOMEM = -12;
    public static final int EFAULT = -14;
    public static final int EEXIST = -17;
    public static final int EINVAL = -22;
    public static final int EPIPE = -32;
    /** Not EBADF: VPP says "descriptor in bad state". */
    public static final int EBADFD = -77;

    public static final int ENOPROTOOPT = -92;
    public static final int ENOTSUP = -95;
    public static final int EAFNOSUPPORT = -97;
    public static final int EADDRINUSE = -98;
    public static final int EADDRNOTAVAIL = -99;
    public static final int ECONNABORTED = -103;
    public static final int ECONNRESET = -104;
    public static final int ENOTCONN = -107;
    public static final int ETIMEDOUT = -110;
    public static final int ECONNREFUSED = -111;
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
