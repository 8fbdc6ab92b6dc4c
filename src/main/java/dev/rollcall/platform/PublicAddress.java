package dev.rollcall.platform;

import java.util.Arrays;

/**
 * Which IP addresses belong to the open internet, and which to our own machine or network (RFC 6890). For what we are
 * told to call: nobody outside may make us ask our own insides. Pure: this file imports java.* only.
 */
public final class PublicAddress {

    private static final int IPV4 = 4;
    private static final int IPV6 = 16;

    /** First byte, second byte, third byte, and how many bits of them count. */
    private static final int[][] NOT_PUBLIC_V4 = {
        {0, 0, 0, 8}, // this network
        {10, 0, 0, 8}, // private
        {100, 64, 0, 10}, // shared by carriers
        {127, 0, 0, 8}, // this machine
        {169, 254, 0, 16}, // link-local: the metadata service of clouds
        {172, 16, 0, 12}, // private
        {192, 0, 0, 24}, // protocol assignments
        {192, 0, 2, 24}, // documentation
        {192, 88, 99, 24}, // 6to4 relays
        {192, 168, 0, 16}, // private
        {198, 18, 0, 15}, // benchmarks
        {198, 51, 100, 24}, // documentation
        {203, 0, 113, 24}, // documentation
        {224, 0, 0, 3}, // multicast, reserved, broadcast
    };

    private PublicAddress() {}

    /** @param address 4 or 16 bytes, as InetAddress.getAddress() gives them */
    public static boolean isPublic(byte[] address) {
        return switch (address.length) {
            case IPV4 -> isPublicV4(address);
            case IPV6 -> isPublicV6(address);
            default -> false;
        };
    }

    private static boolean isPublicV4(byte[] address) {
        int bits = bits(address[0], address[1], address[2]);
        return Arrays.stream(NOT_PUBLIC_V4).noneMatch(range -> sameBits(bits, range));
    }

    private static boolean sameBits(int bits, int[] range) {
        int counted = -1 << (Integer.SIZE - range[3]);
        return (bits & counted) == bits(range[0], range[1], range[2]);
    }

    private static int bits(int first, int second, int third) {
        return (first & 0xff) << 24 | (second & 0xff) << 16 | (third & 0xff) << 8;
    }

    /** Global unicast (2000::/3) without what carries another address inside, or is for documents. */
    private static boolean isPublicV6(byte[] address) {
        int group1 = (address[0] & 0xff) << 8 | address[1] & 0xff;
        int group2 = (address[2] & 0xff) << 8 | address[3] & 0xff;
        boolean mapped = isMapped(address);
        if (mapped) {
            return isPublicV4(Arrays.copyOfRange(address, 12, IPV6));
        }
        boolean global = (group1 & 0xe000) == 0x2000;
        boolean sixToFour = group1 == 0x2002;
        boolean protocols = group1 == 0x2001 && group2 < 0x200; // Teredo among them
        boolean documentation = group1 == 0x2001 && group2 == 0xdb8 || group1 == 0x3fff && group2 < 0x1000;
        return global && !sixToFour && !protocols && !documentation;
    }

    /** ::ffff:a.b.c.d */
    private static boolean isMapped(byte[] address) {
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[10] == -1 && address[11] == -1;
    }
}
