package dev.rollcall.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "2001:db8:0:1:0:0:0:1, 2001:db8:0:1",
        "2001:db8:0:1:ffff:ffff:ffff:ffff, 2001:db8:0:1",
        "0:0:0:0:0:0:0:1, 0:0:0:0",
        "unknown, unknown"
    })
    void anAddressOfIpv6StandsForItsNetwork(String address, String counted) {
        assertThat(ClientAddress.network(address)).isEqualTo(counted);
    }
}
