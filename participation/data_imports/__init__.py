"""Files of wards, postcodes and services that an officer sends: read, shown, and then taken."""
