// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice How many of `members` must agree so that any two agreeing sets share an honest member.
library Quorum {
    /// @notice ⌊(n + f) / 2⌋ + 1 with f = ⌊(n − 1) / 3⌋ faulty members tolerated. Never zero: nobody is no quorum.
    function sizeOf(uint256 members) internal pure returns (uint256) {
        uint256 faulty = members == 0 ? 0 : (members - 1) / 3;
        return (members + faulty) / 2 + 1;
    }
}
